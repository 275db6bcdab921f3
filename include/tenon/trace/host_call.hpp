// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/loop.hpp>

/// Functions of the host, which the compiler cannot see into, inside traced functions.
namespace tenon {

namespace detail {

template <class A>
struct IsHostArgument : std::bool_constant<std::is_arithmetic_v<A> || Operand<A>> {};

/// A tensor over memory of a program.
template <class V>
using Over = BasicTensor<typename V::value_type, typename V::shape_type, storage::Borrowed>;

/// What is left of a host function in a graph: it reads and writes a program's memory.
template <class R, class F, class... In>
struct HostFunction {
  static void run(std::byte* const* memory) { run(memory + 1, std::index_sequence_for<In...>{}); }  // behind the choice of a body

 private:
  template <std::size_t... I>
  static void run(std::byte* const* memory, std::index_sequence<I...>) {
    std::byte* const* result = memory + sizeof...(In);
    write(result, F{}(Over<In>(reinterpret_cast<typename In::value_type*>(memory[I]))...));
  }
  template <class Got>
  static void write(std::byte* const*& result, Got const& got) {
    write_as<R>(result, got);
  }
  template <class V, class Got>
  static void write_as(std::byte* const*& result, Got const& got) {
    if constexpr (IsTraced<V>::value)
      Over<V>(reinterpret_cast<typename V::value_type*>(*result++)) =
          BasicTensor<typename V::value_type, typename V::shape_type>(got);
    else
      write_each<V>(result, got, std::make_index_sequence<std::tuple_size_v<V>>{});
  }
  template <class V, class Got, std::size_t... I>
  static void write_each(std::byte* const*& result, Got const& got, std::index_sequence<I...>) {
    (write_as<std::tuple_element_t<I, V>>(result, std::get<I>(got)), ...);
  }
};

/// Records a call of F with results of the form of R.
template <class R, class F>
struct HostCall {
  template <class... A>
  constexpr auto operator()(A const&... args) const {
    using V = typename Form<R>::traced;
    Builder& b = *TraceBehind{}.first(args...);
    List<NodeId> operands;
    operands.push_back(b.constant(DType::i32, Dims{}, Scalar{}));
    (Form<A>::nodes(b, args, operands), ...);
    // A branch of one body, which says what the results are; what runs is the host's function.
    Region region;
    region.form.is_loop = false;
    region.form.host = &HostFunction<V, F, typename Form<A>::traced...>::run;
    Body body;
    for (int k = 1; k < operands.size(); ++k) body.add_parameter(b[operands[k]].dtype, b[operands[k]].dims);
    add_results<V>(body);
    int const count = body.results.size();
    region.bodies.push_back(static_cast<Body&&>(body));
    NodeId const call = make_region(b, static_cast<Region&&>(region), operands);
    List<NodeId> results;
    for (int i = 0; i < count; ++i) results.push_back(region_result(b, call, i));
    return read_as<V>(b, results);
  }

 private:
  template <class V>
  static constexpr void add_results(Body& body) {
    if constexpr (IsTraced<V>::value)
      body.results.push_back(body.graph.constant(dtype_of<typename V::value_type>, dims_of<typename V::shape_type>, Scalar{}));
    else
      add_each<V>(body, std::make_index_sequence<std::tuple_size_v<V>>{});
  }
  template <class V, std::size_t... I>
  static constexpr void add_each(Body& body, std::index_sequence<I...>) {
    (add_results<std::tuple_element_t<I, V>>(body), ...);
  }
};

}  // namespace detail

namespace diagnose {
template <class A>
inline constexpr bool host_argument_is_a_tensor_or_number = detail::IsHostArgument<A>::value;
}  // namespace diagnose

/// Calls a function of the host in the middle of a traced one: `host_call<Tensor<float, 3>>(f, x, y)`. f has no captures; at run
/// time it gets tensors over the program's memory, scalars too, and returns something that an R, a tensor or a tuple of
/// tensors, can be made of. It is opaque: it has no derivative (`custom_vjp` gives one), its operands and results are in memory,
/// and nothing is fused with it. Calls run in the order of the graph, each once, but only if a result is used.
template <class R, class F, class... A>
constexpr auto host_call(F, A const&... args) {
  static_assert(diagnose::function_has_no_captures<F>, "tn::host_call: the function captures something: pass it as an argument");
  static_assert((diagnose::host_argument_is_a_tensor_or_number<A> && ...),
                "tn::host_call: the arguments are tensors and numbers; pass the tensors of a module or tuple one by one");
  if constexpr (!diagnose::function_has_no_captures<F> || (detail::is_broken<A> || ...) ||
                !(diagnose::host_argument_is_a_tensor_or_number<A> && ...))
    return Invalid{};
  else
    return detail::in_a_trace<detail::HostCall<R, F>>(args...);
}

}  // namespace tenon
