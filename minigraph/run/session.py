"""Sessions: they run graphs and keep the variables' values."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from minigraph.core import errors
from minigraph.core.graph import Graph, default_graph
from minigraph.core.nodes import Tensor, run_hooks
from minigraph.core.scopes import DefaultStack, StackEntry
from minigraph.core.shapes import as_dims
from minigraph.plan.options import Options, checked_options
from minigraph.plan.plan import Plan
from minigraph.run.config import ConfigProto, RunMetadata, RunOptions, options_of
from minigraph.run.feeds import Feed, feed_tensor, flat_feeds
from minigraph.run.fetches import fetch_key, flatten
from minigraph.run.requests import Request
from minigraph.run.step_stats import fill
from minigraph.run.store import Store
from minigraph.run.trace import Trace
from minigraph.run.traps import Growth, SkippedUpdates

__all__ = ["InteractiveSession", "Session", "get_default_session"]

_KEPT = 1024  # sets of fetches and feeds whose plans a session keeps
_default_sessions = DefaultStack()


def get_default_session() -> Any:
    """The session of the innermost `with` block of this thread, or None.

    Example:
        >>> import minigraph as tf
        >>> with tf.Session() as sess:
        ...     tf.get_default_session() is sess
        True
    """
    return _default_sessions.top()


run_hooks["default_session"] = get_default_session


class BaseSession:
    """What Session and InteractiveSession share."""

    def __init__(self, target: Any = "", graph: Graph | None = None, config: Any = None):
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f"graph must be a tf.Graph, but got {type(graph)}")
        if target and not isinstance(target, (str, bytes)):
            raise TypeError(f"target must be a string, but got {type(target)}")
        if config is not None and not isinstance(config, ConfigProto):
            raise TypeError(f"config must be a tf.ConfigProto, but got {type(config)}")
        self._graph = (default_graph() if graph is None else graph).outermost
        self._config = config
        self._target = target or ""
        self._closed = False
        self._store = Store()
        self._options = options_of(config)
        self._unfed: dict[Any, Callable[[], Any]] = {}  # fetches -> a function that runs them
        self._requests: dict[Any, Request] = {}  # (fetches, fed keys) -> what to do
        self._known: OrderedDict[Any, Any] = OrderedDict()  # what the two tables hold, and held
        self._growth = Growth(self._graph, self._look_again)
        self._updates = SkippedUpdates(self._graph)

    @property
    def graph(self) -> Graph:
        """The graph that it runs."""
        return self._graph

    @property
    def sess_str(self) -> Any:
        """The target that it was made with."""
        return self._target

    def run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
        """Run what `fetches` needs, once, and return its values.

        Args:
            fetches: a tensor, operation, variable or name, or a list, tuple, dict or named tuple
                of such, nested at will.
            feed_dict: tensor -> the value that stands for it in this run. A tuple of tensors
                takes a tuple of values, an IndexedSlices its (values, indices, dense_shape).
            options: a `tf.RunOptions`; its trace_level has the run fill `run_metadata`.
            run_metadata: a `tf.RunMetadata`; cleared, then filled if the run is traced. Only a
                traced run pays for it. `trace` gives more.

        Returns:
            The values in the structure of `fetches`: NumPy arrays, NumPy scalars for rank 0, None
            for operations. They share memory with nothing.

        Raises:
            RuntimeError: the session is closed, or the graph is empty.
            TypeError, ValueError: something cannot be fetched or fed, or has the wrong shape.
            tf.errors.OpError: an op failed; variables are then as they were before.

        Example:
            >>> import minigraph as tf
            >>> with tf.Graph().as_default(), tf.Session() as sess:
            ...     x = tf.placeholder(tf.float32, [2])
            ...     print(sess.run({"sum": tf.reduce_sum(x)}, {x: [1.0, 2.0]}))
            {'sum': np.float32(3.0)}
        """
        if options is not None or run_metadata is not None:
            request, values = self._with_values(fetches, feed_dict)
            return _observed(request, values, options, run_metadata)
        kind = type(fetches)
        key = (kind, *fetches) if kind is list or kind is tuple else fetches
        if not feed_dict:
            try:
                run = self._unfed[key]
            except (KeyError, TypeError):
                run = self._unfed_runner(fetches)
            return run()
        try:
            request = self._requests[key, tuple(feed_dict)]
            values = feed_dict.values()
        except (KeyError, TypeError, AttributeError):
            flat = flat_feeds(feed_dict)
            request = self._request(fetches, flat)
            values = flat.values()
        return request.run(values)

    def trace(
        self, fetches: Any, feed_dict: Any = None, check_numerics: bool = True
    ) -> tuple[Any, Trace]:
        """Run as `run` does, and say what the run did.

        Args:
            fetches, feed_dict: as for `run`.
            check_numerics: whether to look for NaN and inf in all that is computed.

        Returns:
            What `run` returns, and a `Trace`: a row for each step with its time, the sizes of its
            outputs, NaN and inf in what it took and gave, and the line that made its node.
            `print(trace)` shows a table. The first traced run also makes arrays that later ones
            use again: trace a second one for the times that a long training has. Steps on a few
            numbers show little more than the clock, some 0.2 us.

        Example:
            >>> import minigraph as tf
            >>> with tf.Graph().as_default(), tf.Session() as sess:
            ...     value, trace = sess.trace(tf.log(tf.random_uniform([]) - 1.0, name="log"))
            >>> trace.first("nan").node
            'log'
        """
        request, values = self._with_values(fetches, feed_dict)
        return request.run_traced(values, check_numerics)

    def _with_values(self, fetches: Any, feed_dict: Any) -> tuple[Request, Any]:
        """A request, and the values of its feeds."""
        flat = flat_feeds(feed_dict) if feed_dict else {}
        return self._request(fetches, flat), flat.values()

    def _unfed_runner(self, fetches: Any) -> Callable[[], Any]:
        self._growth.check()
        key = fetch_key(fetches)
        found = self._known.get((key, None))
        if found is None:
            request = self._new_request(fetches, ())
            raw, finish = request.runner([]), request.finish
            found = raw if finish is None else lambda: finish(raw())
        self._remember((key, None), found)
        self._unfed[key] = found
        return found

    def _request(self, fetches: Any, feed_dict: dict[Any, Any]) -> Request:
        self._growth.check()
        key = fetch_key(fetches), tuple(feed_dict)
        found: Request | None = self._known.get(key)
        if found is None:
            found = self._new_request(fetches, tuple(feed_dict))
        self._remember(key, found)
        self._requests[key] = found
        return found

    def _remember(self, key: Any, found: Any) -> None:
        """Keep what was found; of too many, those go that were not looked for in a long time."""
        self._known.pop(key, None)
        self._known[key] = found  # at the end
        if len(self._known) == _KEPT:
            self._look_again()  # what is in use is looked for, and so moves to the end
        while len(self._known) > _KEPT + _KEPT // 4:
            gone, _ = self._known.popitem(last=False)
            self._unfed.pop(gone[0], None)
            self._requests.pop(gone, None)

    def _new_request(
        self, fetches: Any, keys: tuple[Any, ...], options: Options | None = None
    ) -> Request:
        self._check_open()
        elements, rebuild = flatten(self._graph, fetches)
        single = len(elements) == 1 and not isinstance(fetches, (list, tuple, dict))
        tensors = [feed_tensor(self._graph, key) for key in keys]
        finish = None if single and isinstance(elements[0], Tensor) else rebuild
        store, updates, own = self._store, self._updates, options or self._options
        return Request(elements, finish, keys, tensors, store, updates, own)

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if self._graph.version == 0:
            raise RuntimeError(
                "The Session graph is empty. Add operations to the graph before calling run()."
            )

    def _look_again(self) -> None:
        """The graph has grown: the next run takes the way on which that is noticed."""
        self._unfed.clear()
        self._requests.clear()

    def _forget_plans(self) -> None:
        self._look_again()
        self._known.clear()

    def plan(self, fetches: Any, feeds: Any = None, without: Iterable[str] = ()) -> Plan:
        """The NumPy program that `run(fetches, ...)` is compiled to.

        Args:
            fetches: as for `run`.
            feeds: the tensors that will be fed: a list (their static shapes are taken) or a
                dictionary tensor -> example value (its shape is taken).
            without: names of passes and rules to leave out, as `Plan.explain()` shows them and
                `minigraph.plan.options` lists them. To leave them out of all runs of a session:
                `config.graph_options.rewrite_options.without`.

        Returns:
            A `Plan`; print it, or look at `.source`, `.explain()`, `.steps`.

        Example:
            >>> import minigraph as tf
            >>> with tf.Graph().as_default():
            ...     w = tf.Variable(2.0, name="w")
            ...     print(tf.Session().plan(w * 3.0).source)
            def make(cells, lock, streams):
                V_w, = cells
                def step():
                    t0 = V_w[0]
                    if t0 is None: uninitialized('w')
                    t2 = t0 * c0
                    return t2
                return step
            <BLANKLINE>
        """
        keys = tuple(feeds or ())
        own, more = self._options, checked_options(without).without
        chosen = own._replace(without=own.without | more)
        request = self._new_request(fetches, keys, chosen)
        if isinstance(feeds, dict):
            values = zip(request.feeds, feeds.values(), strict=True)
            dims = [as_dims(f.convert(v).shape) for f, v in values]
        else:
            dims = [f.tensor._dims for f in request.feeds]
        return request.plan(dims)

    def draw(self, filename: Any = None, format: Any = None, **options: Any) -> Any:
        """Draw the session's graph, with the present values of its variables in their nodes.

        Args:
            filename, format, options: as for `tf.draw`; `values=False` leaves values out.

        Example:
            >>> import minigraph as tf
            >>> with tf.Session(graph=tf.Graph()) as sess:
            ...     w = tf.Variable(3.0, name="w")
            ...     sess.run(w.initializer)
            ...     picture = sess.draw()
            >>> [(node.key, node.notes) for node in picture.picture.nodes]
            [('w', ('now 3.0',))]
        """
        options.setdefault("values", self._store.values())
        return self._graph.draw(filename, format, **options)

    def make_callable(
        self, fetches: Any, feed_list: Any = None, accept_options: bool = False
    ) -> Callable[..., Any]:
        """A function that runs `fetches`; it takes the values of `feed_list` in order.

        Args:
            fetches: as for `run`.
            feed_list: tensors, variables or names.
            accept_options: accepted as in TF1: calls may always pass `options` and
                `run_metadata`, as for `run`.

        Example:
            >>> import minigraph as tf
            >>> with tf.Graph().as_default(), tf.Session() as sess:
            ...     x = tf.placeholder(tf.float32, [])
            ...     double = sess.make_callable(x * 2.0, [x])
            ...     print(double(4.0))
            8.0
        """
        if feed_list is not None and not isinstance(feed_list, (list, tuple)):
            raise TypeError("Argument `feed_list` must be a list or tuple.")
        keys = tuple(feed_list or ())
        request = self._new_request(fetches, keys)

        def call(*values: Any, options: Any = None, run_metadata: Any = None) -> Any:
            if len(values) != len(keys):
                raise errors.InvalidArgumentError(
                    None, None, f"The callable takes {len(keys)} feeds, but got {len(values)}."
                )
            self._check_open()
            if options is not None or run_metadata is not None:
                return _observed(request, values, options, run_metadata)
            return request.run(values)

        return call

    def partial_run_setup(self, fetches: Any, feeds: Any = None) -> NoReturn:
        """Refused: a run is compiled whole. Use several `run` calls."""
        raise errors.UnimplementedError(
            None, None, "partial_run is not supported: use several calls of `session.run`."
        )

    def partial_run(self, handle: Any, fetches: Any, feed_dict: Any = None) -> NoReturn:
        """Refused: see `partial_run_setup`."""
        self.partial_run_setup(fetches)

    def list_devices(self) -> list[str]:
        """The devices: this process's CPU."""
        return ["/job:localhost/replica:0/task:0/device:CPU:0"]

    def as_default(self) -> StackEntry:
        """A block in which this is the default session; it stays open afterwards."""
        return StackEntry(_default_sessions, self)

    def close(self) -> None:
        """Free variables and plans; the session cannot run again."""
        self._closed = True
        self._forget_plans()
        self._store.clear()

    # ------------------------------------------------------------------- variables, for tf.Variable
    def _load(self, variable: Any, value: Any) -> None:
        """Give a variable a value without a node for it."""
        self._check_open()
        with self._store.lock:
            array = Feed(variable).convert(value)
            self._store.cell(variable._op)[0] = array.copy() if array.ndim else array


def _observed(request: Request, values: Any, options: Any, run_metadata: Any) -> Any:
    """Run with options, and fill `run_metadata`."""
    if options is not None and not isinstance(options, RunOptions):
        raise TypeError(f"options must be a tf.RunOptions, but got {options!r}")
    if run_metadata is not None and not isinstance(run_metadata, RunMetadata):
        raise TypeError(f"run_metadata must be a tf.RunMetadata, but got {run_metadata!r}")
    if run_metadata is None:
        return request.run(values)
    if options is None or options.trace_level == RunOptions.NO_TRACE:
        result = request.run(values)
        run_metadata.Clear()
        return result
    result, trace = request.run_traced(values)
    run_metadata.Clear()
    fill(run_metadata.step_stats, trace)
    run_metadata._attach(trace)
    return result


class Session(BaseSession):
    """Runs a graph.

    Args:
        target: accepted as in TF1; there is one engine, in this process.
        graph: the graph to run; default: the default graph.
        config: a `tf.ConfigProto`: `intra_op_parallelism_threads` is the most threads that a run
            uses (default: one for each core), `graph_options` says what plans leave out.

    In a `with` block it is the default session, its graph the default graph, and it is closed at
    the end.

    Example:
        >>> import minigraph as tf
        >>> with tf.Session(graph=tf.Graph()) as sess:
        ...     print(sess.run(tf.add(1, 2)))
        3
    """

    def __init__(self, target: Any = "", graph: Graph | None = None, config: Any = None):
        super().__init__(target, graph, config)
        self._entered: list[tuple[Any, Any]] = []

    def __enter__(self) -> Session:
        graph, session = self._graph.as_default(), self.as_default()
        graph.__enter__()
        session.__enter__()
        self._entered.append((graph, session))
        return self

    def __exit__(self, *exc_info: object) -> None:
        graph, session = self._entered.pop()
        session.__exit__(*exc_info)
        graph.__exit__(*exc_info)
        self.close()

    @staticmethod
    def reset(target: str, containers: Any = None, config: Any = None) -> None:
        """Accepted as in TF1: there are no shared containers to reset."""


class InteractiveSession(BaseSession):
    """A session that is the default one from its making until `close()`.

    Example:
        >>> import minigraph as tf
        >>> sess = tf.InteractiveSession(graph=tf.Graph())
        >>> tf.constant(4.0).eval()
        np.float32(4.0)
        >>> sess.close()
    """

    def __init__(self, target: Any = "", graph: Graph | None = None, config: Any = None):
        super().__init__(target, graph, config)
        self._session_entry = self.as_default()
        _default_sessions.enforce_nesting = False
        self._session_entry.__enter__()
        self._graph_entry = None
        if graph is not None:
            self._graph_entry = self._graph.as_default()
            self._graph_entry.__enter__()

    def close(self) -> None:
        """End being the default and free everything."""
        if not self._closed:
            super().close()
            self._session_entry.__exit__(None, None, None)
            if self._graph_entry is not None:
                self._graph_entry.__exit__(None, None, None)
