// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/ct.hpp>
#include <tenon/trace/effects.hpp>
#include <tenon/trace/module.hpp>
#include <tenon/trace/options.hpp>
#include <tenon/trace/traced.hpp>

#include <tuple>

/// Functions from tensors to tensors, traced by the compiler: once for each signature.
namespace tenon {

namespace detail {

// ---- Arguments: numbers, tensors, modules, constants, and tuples of them. Each kind says how many leaves it is, what stands
// for it in a trace, and where its memory is.

/// The recorder's side of a trace: leaves in order, and a mark for each tensor of a module.
struct Trace {
  GraphDraft draft;
  List<Mark*> marks;

  constexpr ~Trace() {
    for (Mark* m : marks) delete m;
  }
  constexpr Mark const* mark_next(DType dtype, Dims const& dims, LeafKind kind) {
    std::int32_t const leaf = draft.leaves.size();
    draft.add_leaf(dtype, dims, kind);
    Mark* const m = new Mark{&draft.builder, leaf};
    marks.push_back(m);
    return m;
  }
  template <class T, class S>
  constexpr Traced<T, S> input(LeafKind kind = LeafKind::input) {
    return {&draft.builder, draft.add_leaf(dtype_of<T>, dims_of<S>, kind)};
  }
  /// Marks every tensor of a module; the module then stands for itself in the trace.
  template <class M>
  constexpr void mark(M& m) {
    for_each_tensor(m, [this](Path const&, auto& t) {
      using X = std::remove_cvref_t<decltype(t)>;
      t.set_mark(mark_next(dtype_of<typename X::value_type>, dims_of<typename X::shape_type>, leaf_kind_of<X>()));
    });
  }
};

template <class A>
struct Argument;
template <class T>
  requires std::is_arithmetic_v<T>
struct Argument<T> {
  static constexpr int leaves = 1;
  using traced = Traced<T, Shape<>>;
  static constexpr traced trace(Trace& t) { return t.input<T, Shape<>>(); }
  static void collect(T const& x, std::byte**& out) { *out++ = reinterpret_cast<std::byte*>(const_cast<T*>(&x)); }
};
template <class A>
  requires(TensorField<A> && !AssignableField<A>)
struct Argument<A> {
  static constexpr int leaves = 1;
  using traced = Traced<typename A::value_type, typename A::shape_type>;
  static constexpr traced trace(Trace& t) { return t.input<typename A::value_type, typename A::shape_type>(); }
  static void collect(A const& x, std::byte**& out) {
    *out++ = reinterpret_cast<std::byte*>(const_cast<typename A::value_type*>(x.data()));
  }
};
/// A parameter or variable that stands for itself: it can be assigned.
template <class A>
  requires(TensorField<A> && AssignableField<A>)
struct Argument<A> {
  static constexpr int leaves = 1;
  using traced = A;
  static constexpr A trace(Trace& t) {
    A v;
    v.set_mark(t.mark_next(dtype_of<typename A::value_type>, dims_of<typename A::shape_type>, leaf_kind_of<A>()));
    return v;
  }
  static void collect(A const& x, std::byte**& out) {
    *out++ = reinterpret_cast<std::byte*>(const_cast<typename A::value_type*>(x.data()));
  }
};
template <class A>
  requires Module<A>
struct Argument<A> {
  static constexpr int leaves = tensor_count<A>;
  using traced = A;
  static constexpr A trace(Trace& t) {
    A m;
    t.mark(m);
    return m;
  }
  static void collect(A const& m, std::byte**& out) {
    for_each_tensor(m, [&out](Path const&, auto const& t) {
      using T = typename std::remove_cvref_t<decltype(t)>::value_type;
      *out++ = reinterpret_cast<std::byte*>(const_cast<T*>(t.data()));
    });
  }
};
template <auto V>
struct Argument<ct_t<V>> {
  static constexpr int leaves = 0;
  using traced = ct_t<V>;
  static constexpr traced trace(Trace&) { return {}; }
  static void collect(ct_t<V>, std::byte**&) {}
};
/// A parameter or variable as a value.
template <class A>
struct ValueOf : std::type_identity<A> {};
template <class A>
  requires AssignableField<A>
struct ValueOf<A> : std::type_identity<typename A::tensor_type> {};
template <class... A>
struct Argument<std::tuple<A...>> {
  static constexpr int leaves = (0 + ... + Argument<typename ValueOf<A>::type>::leaves);
  using traced = std::tuple<typename Argument<typename ValueOf<A>::type>::traced...>;
  static constexpr traced trace(Trace& t) { return traced{Argument<typename ValueOf<A>::type>::trace(t)...}; }
  static void collect(std::tuple<A...> const& x, std::byte**& out) {
    std::apply([&out](A const&... a) { (Argument<typename ValueOf<A>::type>::collect(a, out), ...); }, x);
  }
};

// ---- Results: a traced value, an expression of a module's tensors, or a tuple of results.

template <class R>
struct Result;
template <class R>
  requires Operand<R>
struct Result<R> {
  static constexpr int outputs = 1;
  using type = BasicTensor<typename R::value_type, typename R::shape_type>;
  static constexpr void record(Trace& t, R const& r) { t.draft.add_output(lift(t.draft.builder, r).id); }
  static void collect(type& x, std::byte**& out) { *out++ = reinterpret_cast<std::byte*>(x.data()); }
};
template <class T>
  requires std::is_arithmetic_v<T>
struct Result<T> {
  static constexpr int outputs = 1;
  using type = Tensor<T>;
  static constexpr void record(Trace& t, T const& r) {
    t.draft.add_output(t.draft.builder.constant(dtype_of<T>, Dims{}, to_scalar(r)));
  }
  static void collect(type& x, std::byte**& out) { *out++ = reinterpret_cast<std::byte*>(x.data()); }
};
template <class... R>
struct Result<std::tuple<R...>> {
  static constexpr int outputs = (0 + ... + Result<R>::outputs);
  using type = std::tuple<typename Result<R>::type...>;
  static constexpr void record(Trace& t, std::tuple<R...> const& r) {
    std::apply([&t](R const&... x) { (Result<R>::record(t, x), ...); }, r);
  }
  static void collect(type& x, std::byte**& out) {
    std::apply([&out](auto&... y) { (Result<R>::collect(y, out), ...); }, x);
  }
};

/// How an argument is passed in a trace: what may hold variables so that they can be assigned.
template <class A, class X = typename Argument<A>::traced>
using PassedAs = std::conditional_t<IsTraced<X>::value, X const&, X&>;

/// The graph of F applied to arguments of types A.
template <class F, class... A>
struct FunctionSource {
  using returned = std::remove_cvref_t<decltype(F{}(std::declval<PassedAs<A>>()...))>;
  using result = std::conditional_t<std::is_void_v<returned>, std::tuple<>, returned>;

  static constexpr GraphDraft record() {
    Trace t;
    // Braces fix the order: leaves are numbered as the arguments stand.
    std::tuple<typename Argument<A>::traced...> args{Argument<A>::trace(t)...};
    auto apply = [&args]<std::size_t... I>(std::index_sequence<I...>) -> returned {
      return F{}(static_cast<PassedAs<A>>(std::get<I>(args))...);
    };
    if constexpr (std::is_void_v<returned>)
      apply(std::index_sequence_for<A...>{});
    else
      Result<result>::record(t, apply(std::index_sequence_for<A...>{}));
    if constexpr (!requires { F::keeps_variables; }) record_updates(t.draft);
    return static_cast<GraphDraft&&>(t.draft);
  }
  static constexpr auto& graph = Frozen<FunctionSource>::graph;
  static constexpr RecordError error = Frozen<FunctionSource>::error;
};

inline namespace TENON_ISA {
/// Runs a traced function: `Runner` of the eager front end, for whole functions.
template <class F, class... A>
auto run_function(A const&... args);
}  // namespace TENON_ISA

/// The type that stands for an argument in a function's signature: a tensor for an expression; a variable that can be written
/// for itself, any other for its value.
template <class A>
struct Plain : ValueOf<A> {};
template <class A>
  requires Expression<A>
struct Plain<A> : std::type_identity<BasicTensor<typename A::value_type, typename A::shape_type>> {};
template <class A>
inline constexpr bool is_written =
    AssignableField<A> && std::is_lvalue_reference_v<A> && !std::is_const_v<std::remove_reference_t<A>>;
template <class A>
using plain =
    typename std::conditional_t<is_written<A>, std::type_identity<std::remove_cvref_t<A>>, Plain<std::remove_cvref_t<A>>>::type;

template <class X>
concept TracedValue = IsTraced<std::remove_cvref_t<X>>::value;

template <class X>
struct IsBroken : std::is_same<X, Invalid> {};
template <class... X>
struct IsBroken<std::tuple<X...>> : std::disjunction<IsBroken<X>...> {};
/// What is left of an error that has been reported: it, or a tuple with it.
template <class X>
inline constexpr bool is_broken = IsBroken<std::remove_cvref_t<X>>::value;

/// What went wrong while a source was recorded, as a type: the kind, and the shape of the value at fault.
template <RecordError::Kind Kind, class S>
struct Fault {
  static constexpr bool ok = Kind == RecordError::none;
  template <RecordError::Kind K>
  static constexpr bool is = Kind == K;
};
template <class Source>
using FaultOf = Fault<Source::error.kind, shape_from<Source::error.dims>>;

}  // namespace detail

namespace detail {
/// The arguments of a call that a function assigns.
template <class Source, class... A>
struct UpdatedArguments {
  static constexpr int first_of(std::size_t i) {
    constexpr int leaves[] = {Argument<plain<A>>::leaves..., 0};
    int first = 0;
    for (std::size_t k = 0; k < i; ++k) first += leaves[k];
    return first;
  }
  template <std::size_t... I>
  static constexpr auto find(std::index_sequence<I...>) {
    constexpr GraphView g = Source::graph.view();
    return (Suspect<NoFaultyField>{} | ... | Suspect<AssignedArgument<int(I), A, updates(g, first_of(I), first_of(I + 1))>>{});
  }
  /// The first that cannot be written.
  using first_const = typename decltype(find(std::index_sequence_for<A...>{}))::type;
};
}  // namespace detail

namespace diagnose {
template <class F>
inline constexpr bool function_has_no_captures = std::is_empty_v<F> && std::is_default_constructible_v<F>;
template <class A>
inline constexpr bool is_tensor_number_module_or_tuple = requires { detail::Argument<A>::leaves; };
template <class R>
inline constexpr bool function_returns_tensors =
    std::is_same_v<R, Invalid> || std::is_void_v<R> || requires { detail::Result<R>::outputs; };
template <class Fault>
inline constexpr bool every_tensor_is_an_argument_or_a_field = !Fault::template is<RecordError::foreign_tensor>;
template <class Fault>
inline constexpr bool every_value_is_of_this_function = !Fault::template is<RecordError::another_trace>;
template <class M>
inline constexpr bool module_has_call = detail::HasCall<M>;
template <class Fault>
inline constexpr bool function_can_run_in_the_compiler = !Fault::template is<RecordError::not_constant>;
template <int Nodes, bool Planned>
inline constexpr bool graph_is_planned_within_the_limits = Planned;
template <class Fault>
inline constexpr bool no_traced_value_decides_a_branch = !Fault::template is<RecordError::condition>;
template <class Fault>
inline constexpr bool no_integer_is_divided_by_zero = !Fault::template is<RecordError::zero_divisor>;
template <class Fault>
inline constexpr bool folds_see_whole_batches = !Fault::template is<RecordError::batch_axis>;
template <class Fault>
inline constexpr bool every_operand_has_a_derivative = !Fault::template is<RecordError::no_derivative>;
template <class Fault>
inline constexpr bool values_have_room_for_an_axis = !Fault::template is<RecordError::too_many_axes>;
template <class Fault>
inline constexpr bool bodies_assign_no_variable = !Fault::template is<RecordError::assigned_in_body>;
template <class Fault>
inline constexpr bool loops_in_reverse_have_a_bound = !Fault::template is<RecordError::unbounded_loop>;
}  // namespace diagnose

#define TENON_FOREIGN_TENSOR                                                                                                     \
  "a traced function uses a tensor that is neither an argument nor a field of a module among them (its shape follows)"
#define TENON_OTHER_TRACE "a traced function uses a value of another traced function (its shape follows): pass it as an argument"
#define TENON_NOT_CONSTANT                                                                                                       \
  "a traced function runs in the compiler: it cannot print, count, read a clock or call what is not constexpr (where its graph " \
  "is large: -fconstexpr-steps=50000000 with clang, -fconstexpr-ops-limit=500000000 with g++)"
#define TENON_PLAN_TOO_LONG                                                                                                      \
  "this graph is larger than the compiler plans in the number of steps it allows itself (nodes follow): "                        \
  "-fconstexpr-steps=50000000 with clang, -fconstexpr-ops-limit=500000000 with g++"
#define TENON_TRACED_CONDITION                                                                                                   \
  "if, while, ? or && on a traced value, which is not known while the function is traced: use tn::where(condition, a, b)"
#define TENON_NO_DERIVATIVE                                                                                                      \
  "gradient: it passes through an operand with respect to which there is no derivative, such as alpha of a gamma draw (its "     \
  "shape follows): use tn::stop_gradient(x)"
#define TENON_TOO_MANY_AXES                                                                                                      \
  "vmap, Jacobians: a value inside has 8 axes already, and no room for that of the inputs (its shape follows)"
#define TENON_ASSIGNED_IN_BODY                                                                                                   \
  "the body of a loop or branch assigns a variable (its shape follows): make it a part of the carry, or of what a branch "       \
  "returns"
#define TENON_UNBOUNDED_LOOP                                                                                                     \
  "gradient: reverse mode of a while_loop needs a bound: tn::while_loop<Most>(...); forward mode, such as tn::jvp, needs none"
#define TENON_ZERO_DIVISOR "a traced function divides integers by a constant 0 (their shape follows)"

namespace detail {
template <class A>
inline constexpr bool valid_argument = diagnose::is_tensor_number_module_or_tuple<A>;
template <Module A>
inline constexpr bool valid_argument<A> = is_valid_module<A>();

/// What stands for an argument while it is traced, whether or not a trace is under way.
template <class A>
struct TracedAs : std::type_identity<std::remove_cvref_t<A>> {};
template <class A>
  requires(!TracedValue<A> && valid_argument<plain<A>>)
struct TracedAs<A> : std::type_identity<typename Argument<plain<A>>::traced> {};

/// Whether F can be traced for arguments of these types; a call says why not.
template <class F, class... A>
constexpr bool can_be_traced() {
  if constexpr ((valid_argument<A> && ...)) {
    using R = std::remove_cvref_t<decltype(F{}(std::declval<PassedAs<A>>()...))>;
    if constexpr (diagnose::function_returns_tensors<R> && !is_broken<R>) return FaultOf<FunctionSource<F, A...>>::ok;
  }
  return false;
}

/// Whether the compiler can plan a program that was recorded without a fault: graph/descriptor.hpp.
template <class Source>
struct PlanLimit;
template <class Source, class Fault>
constexpr bool can_be_planned() {
  if constexpr (Fault::ok)
    return PlanLimit<Source>::kept;
  else
    return false;
}

/// Who makes the concrete form of a function; the definition is in trace/concrete.hpp.
template <class Function, class Arguments, class... Option>
struct ConcreteOf;
}  // namespace detail

/// A function that the compiler traces for each signature it is called with. `f` has no captures: what it needs are
/// arguments, modules among them. Called inside another traced function it becomes a part of that one.
/// Options are a `Signature`, `names` and `count_traces`.
template <class F, class... Option>
class Function {
 public:
  constexpr Function() = default;
  constexpr explicit Function(F const&) {}

  using callable = F;

  /// What `Planned` takes for arguments of these types: a type with a constant `graph`.
  template <class... A>
  using source = detail::FunctionSource<F, detail::plain<A>...>;
  /// The graph for arguments of these types, a constant; `Variable<float>&` is one that the function may assign.
  template <class... A>
  static constexpr GraphView graph = source<A...>::graph.view();

  /// The function for one signature, its graph's inputs, outputs and operations as constants: trace/concrete.hpp.
  /// Without types it is the one of the function's `Signature`.
  template <class... A>
  static constexpr auto concrete() {
    return detail::ConcreteOf<Function, std::tuple<detail::plain<A>...>, Option...>::make();
  }
  /// How many signatures the program holds programs of, with the option `count_traces`.
  static int traces() {
    static_assert((std::is_same_v<Option, CountTraces> || ...),
                  "traces: nobody counts them: make the function with tn::function(f, tn::count_traces)");
    return detail::TraceCount<Function>::value;
  }

  /// An argument that `f` assigns is neither const nor a temporary.
  template <class... A>
  constexpr auto operator()(A&&... args) const {
    if constexpr (!diagnose::function_has_no_captures<F> || (detail::is_broken<A> || ...))
      return Invalid{};
    else if constexpr (!(Option::template check<typename detail::TracedAs<A>::type...>() && ...))
      return Invalid{};
    else if constexpr ((detail::TracedValue<A> || ...))
      return F{}(args...);
    else if constexpr ((detail::valid_argument<detail::plain<A>> && ...)) {
      // The assertions stand here, not in a function: that would cost a reader three lines.
      using R = std::remove_cvref_t<decltype(F{}(std::declval<detail::PassedAs<detail::plain<A>>>()...))>;
      static_assert(diagnose::function_returns_tensors<R>,
                    "tn::function: the result must be a tensor, a number or a std::tuple of them, or nothing");
      if constexpr (diagnose::function_returns_tensors<R> && !detail::is_broken<R>) {
        using Fault = detail::FaultOf<source<A...>>;
        static_assert(diagnose::function_can_run_in_the_compiler<Fault>, TENON_NOT_CONSTANT);
        static_assert(diagnose::every_tensor_is_an_argument_or_a_field<Fault>, TENON_FOREIGN_TENSOR);
        static_assert(diagnose::every_value_is_of_this_function<Fault>, TENON_OTHER_TRACE);
        static_assert(diagnose::no_traced_value_decides_a_branch<Fault>, TENON_TRACED_CONDITION);
        static_assert(diagnose::every_operand_has_a_derivative<Fault>, TENON_NO_DERIVATIVE);
        static_assert(diagnose::no_integer_is_divided_by_zero<Fault>, TENON_ZERO_DIVISOR);
        static_assert(diagnose::values_have_room_for_an_axis<Fault>, TENON_TOO_MANY_AXES);
        using Updated = detail::UpdatedArguments<source<A...>, A...>;
        static_assert(diagnose::assigned_argument_can_be_written<typename Updated::first_const>, TENON_CONST_ARGUMENT);
        static_assert(diagnose::bodies_assign_no_variable<Fault>, TENON_ASSIGNED_IN_BODY);
        static_assert(diagnose::loops_in_reverse_have_a_bound<Fault>, TENON_UNBOUNDED_LOOP);
        constexpr bool planned = Fault::ok && Updated::first_const::ok && detail::can_be_planned<source<A...>, Fault>();
        static_assert(!Fault::ok || !Updated::first_const::ok ||
                          diagnose::graph_is_planned_within_the_limits<source<A...>::graph.view().node_count, planned>,
                      TENON_PLAN_TOO_LONG);
        if constexpr (planned) {
          (Option::template compiled<Function, detail::plain<A>...>(), ...);
          return detail::run_function<F, detail::plain<A>...>(args...);
        } else
          return Invalid{};
      } else
        return Invalid{};
    } else {
      static_assert((diagnose::is_tensor_number_module_or_tuple<detail::plain<A>> && ...),
                    "a traced function takes tensors, numbers, modules and std::tuples of them");
      using Reported [[maybe_unused]] = decltype((true && ... && detail::check_module<detail::plain<A>>()));
      return Invalid{};
    }
  }
};

/// Makes a traced function of a captureless callable on tensors, numbers, modules, constants and tuples of them. Options
/// stand behind it, a signature may stand in front: `tn::function<tn::Signature<tn::Tensor<float, 3>>>(f, tn::names<"x">)`.
template <class... Given, class F, class... Option>
constexpr Function<F, Given..., Option...> function(F, Option...) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::function: the function captures something: make it an argument or a field of a module");
  static_assert((diagnose::is_an_option_of_functions<Given> && ...) && (diagnose::is_an_option_of_functions<Option> && ...),
                "tn::function: the options of a function are tn::Signature<...>, tn::names<...> and tn::count_traces");
  return {};
}

namespace detail {
/// What a module that asks for a context gets when it runs on its own; the definition is nn's.
template <class M>
struct EvaluationContext;

template <class M>
using CallsContext = typename EvaluationContext<M>::type;
template <class A>
typename TracedAs<A>::type const& traced_value();

/// What a module's variables are assigned is seen in its call, and gone after it: the module may be const.
struct CallModule {
  static constexpr bool keeps_variables = true;
  template <class M, class X, class... Rest>
  constexpr auto operator()(M const& m, X const& x, Rest const&... rest) const {
    if constexpr (requires(CallsContext<M>& context) { m.call(x, rest..., context); }) {
      typename EvaluationContext<M>::type context(*x.builder());
      return m.call(x, rest..., context);
    } else
      return m.call(x, rest...);
  }
};
}  // namespace detail

/// Runs a module on tensors through its traced program: `m.call(x...)`.
template <Module M, class... X>
constexpr auto call(M const& m, X const&... x) {
  static_assert(diagnose::module_has_call<M>, "tn::call: this module has no call(x)");
  if constexpr (!diagnose::module_has_call<M>)
    return Invalid{};
  else if constexpr (requires(detail::CallsContext<M>& context) { m.call(detail::traced_value<X>()..., context); })
    return Function<detail::CallModule>{}(m, x...);
  else if constexpr (detail::is_broken<decltype(m.call(detail::traced_value<X>()...))>)  // its errors are a line from here
    return Invalid{};
  else
    return Function<detail::CallModule>{}(m, x...);
}

}  // namespace tenon
