// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/arguments.hpp>
#include <tenon/trace/faults.hpp>
#include <tenon/trace/options.hpp>

/// Functions from tensors to tensors, traced by the compiler: once for each signature.
namespace tenon {

namespace detail {

inline namespace TENON_ISA {
/// Runs a traced function: `Runner` of the eager front end, for whole functions.
template <class F, class... A>
auto run_function(A const&... args);
}  // namespace TENON_ISA

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
    if constexpr (!updates(g, 0, g.leaf_count))
      return Suspect<NoFaultyField>{};
    else
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
template <class M>
inline constexpr bool module_has_call = detail::HasCall<M>;
template <class M>
inline constexpr bool struct_is_a_module = Module<M>;
}  // namespace diagnose

namespace detail {
template <class A>
inline constexpr bool valid_argument = diagnose::is_tensor_number_module_or_tuple<A>;
template <Module A>
inline constexpr bool valid_argument<A> = is_valid_module<A>();

/// Whether what is wrong with a call of F was reported already: nothing more is said about it.
template <class F, class... A>
inline constexpr bool is_reported = !diagnose::function_has_no_captures<F> || (is_broken<A> || ...);
/// Whether these can be the arguments of a traced function, or of what is made of one.
template <class... A>
inline constexpr bool can_be_arguments = ((TracedValue<A> || valid_argument<plain<A>>) && ...);

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

/// What is recorded in place of F: an option may put something round it.
template <class F, class... Option>
struct RecordedAs : std::type_identity<F> {};
template <class F, class Option, class... More>
struct RecordedAs<F, Option, More...> : RecordedAs<F, More...> {};
template <class F, class Option, class... More>
  requires requires { typename Option::template recorded<F>; }
struct RecordedAs<F, Option, More...> : RecordedAs<typename Option::template recorded<F>, More...> {};

/// Who makes the concrete form of a function; the definition is in trace/concrete.hpp.
template <class Function, class Arguments, class... Option>
struct ConcreteOf;
}  // namespace detail

/// A function that the compiler traces for each signature it is called with. `f` has no captures: what it needs are
/// arguments, modules among them. Called inside another traced function it becomes a part of that one.
/// Options are a `Signature`, `names`, `count_traces`, `fast` and a `workspace_budget`.
template <class F, class... Option>
class Function {
 public:
  constexpr Function() = default;
  constexpr explicit Function(F const&) {}

  using callable = F;
  using recorded = typename detail::RecordedAs<F, Option...>::type;

  /// What `Planned` takes for arguments of these types: a type with a constant `graph`.
  template <class... A>
  using source = detail::FunctionSource<recorded, detail::plain<A>...>;
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
    if constexpr (detail::is_reported<F, A...> || !(diagnose::is_an_option_of_functions<Option> && ...))
      return Invalid{};
    else if constexpr (!(Option::template check<typename detail::TracedAs<A>::type...>() && ...))
      return Invalid{};
    else if constexpr ((detail::TracedValue<A> || ...))
      return recorded{}(args...);
    else if constexpr ((detail::valid_argument<detail::plain<A>> && ...)) {
      // The assertions stand here, not in a function: that would cost a reader three lines.
      using R = std::remove_cvref_t<decltype(F{}(std::declval<detail::PassedAs<detail::plain<A>>>()...))>;
      static_assert(diagnose::function_returns_tensors<R>,
                    "tn::function: the result must be a tensor, a number or a std::tuple of them, or nothing");
      // Where a mistake of the language's own was found in f, it has no result any more: that is said once.
      constexpr bool runs = requires { F{}(std::declval<detail::PassedAs<detail::plain<A>>>()...); };
      if constexpr (runs && diagnose::function_returns_tensors<R> && !detail::is_broken<R>) {
        using Fault = detail::FaultOf<source<A...>>;
        static_assert(diagnose::function_can_run_in_the_compiler<Fault>, TENON_NOT_CONSTANT);
        static_assert(diagnose::every_tensor_is_an_argument_or_a_field<Fault>, TENON_FOREIGN_TENSOR);
        static_assert(diagnose::every_value_is_of_this_function<Fault>, TENON_OTHER_TRACE);
        static_assert(diagnose::no_traced_value_decides_a_branch<Fault>, TENON_TRACED_CONDITION);
        static_assert(diagnose::no_element_is_read_as_a_number<Fault>, TENON_ELEMENT_READ);
        static_assert(diagnose::every_operand_has_a_derivative<Fault>, TENON_NO_DERIVATIVE);
        static_assert(diagnose::no_integer_is_divided_by_zero<Fault>, TENON_ZERO_DIVISOR);
        static_assert(diagnose::values_have_room_for_an_axis<Fault>, TENON_TOO_MANY_AXES);
        using Updated = detail::UpdatedArguments<source<A...>, A...>;
        static_assert(diagnose::assigned_argument_can_be_written<typename Updated::first_const>, TENON_CONST_ARGUMENT);
        static_assert(diagnose::bodies_assign_no_variable<Fault>, TENON_ASSIGNED_IN_BODY);
        static_assert(diagnose::loops_in_reverse_have_a_bound<Fault>, TENON_UNBOUNDED_LOOP);
        static_assert(diagnose::program_has_a_random_key<Fault>, TENON_NO_KEY);
        constexpr bool has_kernels = diagnose::kernels_are_included<detail::RunsFunction<source<A...>>>;
        static_assert(has_kernels, TENON_NO_KERNELS);
        constexpr bool planned = [] {
          if constexpr (has_kernels)
            return Fault::ok && Updated::first_const::ok && detail::can_be_planned<source<A...>, Fault>();
          else
            return false;
        }();
        static_assert(!has_kernels || !Fault::ok || !Updated::first_const::ok ||
                          diagnose::graph_is_planned_within_the_limits<source<A...>::graph.view().node_count, planned>,
                      TENON_PLAN_TOO_LONG);
        if constexpr (planned) {
          (Option::template compiled<Function, detail::plain<A>...>(), ...);
          return detail::run_function<recorded, detail::plain<A>...>(args...);
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
                "tn::function: the options of a function are tn::Signature<...>, tn::names<...>, tn::count_traces, tn::fast and "
                "tn::workspace_budget<...>");
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

/// The trace of a value, or of a tuple of them.
constexpr Builder* builder_in(auto const& x) {
  if constexpr (requires { x.builder(); })
    return x.builder();
  else
    return std::get<0>(x).builder();
}

/// What a module's variables are assigned is seen in its call, and gone after it: the module may be const.
struct CallModule {
  static constexpr bool keeps_variables = true;
  template <class M, class X, class... Rest>
  constexpr auto operator()(M const& m, X const& x, Rest const&... rest) const {
    if constexpr (requires(CallsContext<M>& context) { m.call(x, rest..., context); }) {
      typename EvaluationContext<M>::type context(*builder_in(x));
      return m.call(x, rest..., context);
    } else
      return m.call(x, rest...);
  }
};
}  // namespace detail

/// Runs a module on tensors through its traced program: `m.call(x...)`.
template <class M, class... X>
constexpr auto call(M const& m, X const&... x) {
  static_assert(diagnose::struct_is_a_module<M>, "tn::call: " TENON_NO_MODULE);
  if constexpr (diagnose::struct_is_a_module<M>)
    static_assert(diagnose::module_has_call<M>, "tn::call: this module has no call(x)");
  if constexpr (!diagnose::struct_is_a_module<M> || !diagnose::module_has_call<M>)
    return Invalid{};
  else if constexpr (requires { requires M::call_takes_context; }) {
    // Not asked in a requires-expression, which would be one more line of its errors to read.
    using Given = decltype(m.call(detail::traced_value<X>()..., std::declval<detail::CallsContext<M>&>()));
    if constexpr (detail::is_broken<Given>)
      return Invalid{};
    else
      return Function<detail::CallModule>{}(m, x...);
  } else if constexpr (requires(detail::CallsContext<M>& context) { m.call(detail::traced_value<X>()..., context); })
    return Function<detail::CallModule>{}(m, x...);
  else if constexpr (detail::is_broken<decltype(m.call(detail::traced_value<X>()...))>)  // its errors are a line from here
    return Invalid{};
  else
    return Function<detail::CallModule>{}(m, x...);
}

}  // namespace tenon
