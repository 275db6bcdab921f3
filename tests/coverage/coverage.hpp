// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"

#include <cmath>
#include <concepts>
#include <string>
#include <tuple>
#include <vector>

// All of other libraries that Tenon includes, before its assertions go.
#include <xsimd/xsimd.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <boost/hana.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <memory>
#include <ostream>
#include <span>
#include <sstream>
#include <string_view>
#include <type_traits>
#include <utility>

// A call that does not fit is an assertion in front of a body that gives `Invalid`. Where assertions only look at their
// conditions one can ask which calls fit: that is what the columns of dtypes are.
namespace tenon_test {
template <class... A>
constexpr bool looked_at(A const&...) {
  return true;
}
}  // namespace tenon_test
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define static_assert(...) static_assert(tenon_test::looked_at(__VA_ARGS__))
#include <tenon/core.hpp>
#include <tenon/graph/derive.hpp>
#include <tenon/graph/evaluate.hpp>
#include <tenon/graph/vectorise.hpp>
#include <tenon/trace/run.hpp>
#undef static_assert

/// The table of docs/coverage.md, asked of the code. A family is a file here of the form
///
///   static tenon_test::Family const family("scans", [](tenon_test::Rows& rows) {
///     ROW("cumsum", cumsum(x));
///     ROW("cumsum reversed", cumsum(x, reverse));
///   });
///
/// The first word of a row is the name of the function. In the expression, x and y are [4, 4] of dtype T, x symmetric and
/// positive definite with elements in (0, 1) (integers in 1..18), y like it without symmetry, i are the indices 2, 0, 3, 1.
namespace tenon_test {

namespace tn = tenon;

struct Row {
  std::string name, f32, f64, ints, boolean, constant, gradient, traced, simd;
};
using Rows = std::vector<Row>;

/// Rows under a title; it announces itself.
struct Family {
  std::string title;
  void (*fill)(Rows&);

  Family(char const* t, void (*f)(Rows&)) : title(t), fill(f) { all()[title] = this; }
  static std::map<std::string, Family const*>& all() {
    static std::map<std::string, Family const*> families;
    return families;
  }
};

template <class T>
using Matrix = tn::Tensor<T, 4, 4>;
using Places = tn::Tensor<tn::Index, 4>;

template <class T>
constexpr Matrix<T> from_fractions(double const (&values)[16]) {
  Matrix<T> m;
  for (int k = 0; k < 16; ++k)
    m.data()[k] = std::is_same_v<T, bool>       ? T(values[k] > 0.15)
                  : std::is_floating_point_v<T> ? static_cast<T>(values[k])
                                                : static_cast<T>(values[k] * 20);
  return m;
}
template <class T>
inline constexpr Matrix<T> first_operand =
    from_fractions<T>({.9, .05, .2, .11, .05, .8, .07, .25, .2, .07, .95, .13, .11, .25, .13, .85});
template <class T>
inline constexpr Matrix<T> second_operand =
    from_fractions<T>({.3, .55, .21, .4, .62, .35, .7, .15, .45, .24, .8, .5, .27, .65, .33, .75});
inline constexpr Places places{2, 0, 3, 1};

template <class F, class T>
using result_of = std::remove_cvref_t<decltype(F{}(first_operand<T>, second_operand<T>, places))>;
template <class F, class T>
inline constexpr bool accepted = !std::is_same_v<result_of<F, T>, tn::Invalid>;

template <class E>
constexpr auto as_tensor(E const& e) {
  return tn::BasicTensor<typename E::value_type, typename E::shape_type>(e);
}
template <class F, class T>
constexpr auto evaluated() {
  return as_tensor(F{}(first_operand<T>, second_operand<T>, places));
}
template <class F, class T>
concept IsConstant = requires { typename std::bool_constant<(void(evaluated<F, T>()), true)>; };

/// The same: to a unit in the last place, or but for the last bits, where sums are added in another order.
template <class A>
bool agree(A const& a, A const& b, bool exactly) {
  using T = typename A::value_type;
  for (std::size_t k = 0; k < a.size; ++k) {
    T const p = a.data()[k], q = b.data()[k];
    if (p == q || (p != p && q != q)) continue;
    if constexpr (std::is_floating_point_v<T>) {
      if (exactly ? std::nextafter(p, q) == q : std::abs(p - q) <= T(1e-5) * (1 + std::abs(q))) continue;
    }
    return false;
  }
  return true;
}

/// Whether a graph is one elementwise operation.
inline bool is_one_operation(tn::GraphView g) {
  int operations = 0;
  for (int n = 0; n < g.node_count; ++n)
    if (g[n].op->op_class != tn::OpClass::leaf && g[n].op->op_class != tn::OpClass::constant)
      operations += g[n].op->op_class == tn::OpClass::elementwise ? 1 : 2;
  return operations == 1;
}

/// How a graph is computed: in lanes, by an algorithm on elements in memory, or not at all.
inline std::string lanes_of(tn::GraphView g) {
  bool lanes = false, copies = false;
  for (int n = 0; n < g.node_count; ++n) {
    switch (g[n].op->op_class) {
      case tn::OpClass::routine: return "routine";
      case tn::OpClass::elementwise:
      case tn::OpClass::reduce:
      case tn::OpClass::matmul: lanes = true; break;
      case tn::OpClass::concat:
      case tn::OpClass::embed: copies = true; break;
      default: break;
    }
  }
  return lanes ? "lanes" : copies ? "copy" : "view";
}

template <class X>
tn::Evaluator::Values scalars(X const& x) {
  tn::Evaluator::Values v;
  for (auto const e : x) v.push_back(tn::detail::to_scalar(e));
  return v;
}

/// Of the first result with respect to x: "yes" if it is finite and not zero everywhere.
template <class T>
std::string gradient_of(tn::GraphDraft d) {
  tn::NodeId const root = d.outputs[0].node;
  if (!tn::is_floating(d.builder[root].dtype)) return "–";
  tn::NodeId x = 0;
  while (!(d.builder[x].op == &tn::op::leaf && d.builder[x].attr == 0)) ++x;
  bool used = false;
  for (tn::NodeId n = 0; n <= root; ++n)
    for (int k = 0; k < d.builder[n].op->arity; ++k) used = used || d.builder[n].in[k] == x;
  if (!used && root != x) return "–";
  tn::Dims const dims = d.builder[root].dims;
  tn::NodeId const seed = d.add_leaf(d.builder[root].dtype, dims, tn::LeafKind::input);
  tn::detail::List<tn::NodeId> wrt;
  wrt.push_back(x);
  tn::NodeId const g = tn::derive(d.builder, root, seed, wrt)[0];
  d.outputs = {};
  d.add_output(g);
  tn::Evaluator::Values weights;
  for (int k = 0; k < dims.size(); ++k) weights.push_back({0.5 + 0.1 * (k % 7), 0});
  tn::detail::List<tn::Evaluator::Values> leaves;
  leaves.push_back(scalars(first_operand<T>));
  leaves.push_back(scalars(second_operand<T>));
  leaves.push_back(scalars(places));
  leaves.push_back(weights);
  auto const values = tn::evaluate(tn::view_of(d), leaves, tn::Precision::reference)[0];
  bool finite = true, nonzero = false;
  for (auto const v : values) {
    finite = finite && std::isfinite(v.f);
    nonzero = nonzero || v.f != 0;
  }
  return !finite ? "NaN" : nonzero ? "yes" : "0";
}

/// The laws of derivatives and vectorisation for the first result of an operation on x, y and i: coverage.cpp.
void check_laws(std::string const& name, tn::GraphDraft draft);

/// What the code says of an operation on operands of T.
template <class F, class T>
void ask(Row& row) {
  auto draft = tn::detail::FunctionSource<F, Matrix<T>, Matrix<T>, Places>::record();
  auto const pruned = tn::pruned(tn::view_of(draft));
  row.simd = lanes_of(tn::view_of(pruned));
  row.gradient = gradient_of<T>(draft);
  if (row.gradient != "–") check_laws(row.name, draft);

  auto const eager = evaluated<F, T>();
  row.constant = "no";
  if constexpr (IsConstant<F, T>) {
    static constexpr auto constant = evaluated<F, T>();
    INFO(row.name << ": constant evaluation gives something else");
    CHECK(agree(eager, constant, is_one_operation(tn::view_of(pruned))));
    row.constant = "yes";
  }
  constexpr auto function = tn::function(F{});
  auto const traced = function(first_operand<T>, second_operand<T>, places);
  INFO(row.name << ": a traced function gives something else");
  CHECK(agree(eager, traced, true));
  row.traced = "yes";
}

template <class F>
Row row_of(char const* name, F) {
  Row r;
  r.name = name;
  auto yes = [](bool b) { return b ? "yes" : "no"; };
  constexpr bool f32 = accepted<F, float>, i32 = accepted<F, std::int32_t>, flag = accepted<F, bool>;
  constexpr bool others = accepted<F, std::int8_t> && accepted<F, std::int64_t>, positive = accepted<F, std::uint8_t>;
  r.f32 = yes(f32);
  r.f64 = yes(accepted<F, double>);
  r.boolean = yes(flag);
  r.ints = i32 && others ? positive ? "yes" : "signed" : "no";
  ask<F, std::conditional_t<f32, float, std::conditional_t<i32, std::int32_t, bool>>>(r);
  return r;
}

}  // namespace tenon_test

#define ROW(name, ...)                                                                                                           \
  rows.push_back(tenon_test::row_of(                                                                                             \
      name, []([[maybe_unused]] auto const& x, [[maybe_unused]] auto const& y, [[maybe_unused]] auto const& i) {                 \
        using namespace tenon;                                                                                                   \
        using T [[maybe_unused]] = typename std::remove_cvref_t<decltype(x)>::value_type;                                        \
        return __VA_ARGS__;                                                                                                      \
      }))
