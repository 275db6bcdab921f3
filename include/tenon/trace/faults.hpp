// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

/// What can be wrong with a function that was traced, and the words for it.
namespace tenon {

namespace detail {

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

namespace diagnose {
template <class Fault>
inline constexpr bool every_tensor_is_an_argument_or_a_field = !Fault::template is<RecordError::foreign_tensor>;
template <class Fault>
inline constexpr bool every_value_is_of_this_function = !Fault::template is<RecordError::another_trace>;
template <class Fault>
inline constexpr bool function_can_run_in_the_compiler = !Fault::template is<RecordError::not_constant>;
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
template <class Fault>
inline constexpr bool program_has_a_random_key = !Fault::template is<RecordError::no_key>;
template <class Fault>
inline constexpr bool no_element_is_read_as_a_number = !Fault::template is<RecordError::element_read>;
template <int Nodes, bool Planned>
inline constexpr bool graph_is_planned_within_the_limits = Planned;
}  // namespace diagnose

#define TENON_FOREIGN_TENSOR                                                                                                     \
  "a traced function uses a tensor that is neither an argument nor a field of a module among them (its shape follows): make it " \
  "an argument; variables of a namespace are named in tn::capture<v>(f)"
#define TENON_OTHER_TRACE "a traced function uses a value of another traced function (its shape follows): pass it as an argument"
#define TENON_NOT_CONSTANT                                                                                                       \
  "a traced function runs in the compiler: it cannot print, count, read a clock or call what is not constexpr (where its graph " \
  "is large: -fconstexpr-steps=50000000 with clang, -fconstexpr-ops-limit=500000000 with g++)"
#define TENON_PLAN_TOO_LONG                                                                                                      \
  "this graph is larger than the compiler plans in the number of steps it allows itself (nodes follow): "                        \
  "-fconstexpr-steps=50000000 with clang, -fconstexpr-ops-limit=500000000 with g++"
#define TENON_TRACED_CONDITION                                                                                                   \
  "if, while, ? or && on a traced value, which is not known while the function is traced: use tn::where(condition, a, b) or "    \
  "tn::cond"
#define TENON_ELEMENT_READ                                                                                                       \
  "an element of a tensor is read as a number, which is not known while the function is traced (the tensor's shape follows): "   \
  "use compile-time indices, t(0_c, 1_c), or tn::take"
#define TENON_NO_DERIVATIVE                                                                                                      \
  "gradient: it passes through an operand with respect to which there is no derivative, such as alpha of a gamma draw (its "     \
  "shape follows): use tn::stop_gradient(x)"
#define TENON_TOO_MANY_AXES                                                                                                      \
  "vmap, Jacobians: a value inside has 10 axes already, and no room for that of the inputs (its shape follows)"
#define TENON_ASSIGNED_IN_BODY                                                                                                   \
  "the body of a loop or branch assigns a variable (its shape follows): make it a part of the carry, or of what a branch "       \
  "returns"
#define TENON_UNBOUNDED_LOOP                                                                                                     \
  "gradient: reverse mode of a while_loop needs a bound: tn::while_loop<Most>(...); forward mode, such as tn::jvp, needs none"
#define TENON_NO_KEY                                                                                                             \
  "context.key(): nothing is drawn where nothing is trained: ask with if constexpr (nn::is_training<decltype(context)>)"
#define TENON_ZERO_DIVISOR "a traced function divides integers by a constant 0 (their shape follows)"

}  // namespace tenon
