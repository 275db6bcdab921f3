// SPDX-License-Identifier: MIT
// What belongs to the signature of a traced function: constants, names, shapes it takes; and what can be asked of one.
#include "support/graph_facts.hpp"

#include "support/catch.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
using tenon_test::count_ops;

namespace {

using V = tn::Tensor<float, 3>;
using M = tn::Tensor<float, 2, 3>;

struct Affine {
  tn::Param<float, 3, 2> kernel;
  tn::Param<float, 2> bias;
  TENON_MODULE(Affine, kernel, bias);
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel) + bias; }
};

constexpr auto power = tn::function([](auto const& x, auto n) {
  auto y = x;
  for (int i = 1; i < n; ++i) y = y * x;
  return y;
});
constexpr auto scaled_sum = [](auto const& x, auto n) { return tn::sum(x * n); };
constexpr auto cube = tn::function([](auto const& x) { return x * x * x; });

/// The first operation of a kind.
template <class Concrete>
constexpr tn::Operation first_of(Concrete const& f, char const* op) {
  for (tn::Operation const& o : f.operations())
    if (o.op == op) return o;
  return {};
}

}  // namespace

TEST_CASE("a constant is part of the signature, not of the graph", "[trace]") {
  constexpr tn::GraphView third = decltype(power)::graph<V, tn::ct_t<3>>;
  static_assert(third.leaf_count == 1 && count_ops(third, "mul") == 2);
  static_assert(count_ops(decltype(power)::graph<V, tn::ct_t<5>>, "mul") == 4);
  static_assert(!std::is_same_v<decltype(power)::source<V, tn::ct_t<3>>, decltype(power)::source<V, tn::ct_t<5>>>);
  CHECK(power(V{1, 2, 3}, tn::ct<3>)(1) == 8);
  CHECK(power(V{1, 2, 3}, tn::ct<5>)(2) == 243);
}

TEST_CASE("a constant is an axis, an extent, an index, a condition and a number", "[trace]") {
  M const m{{1, 2, 3}, {4, 5, 6}};
  constexpr auto sums = tn::function([](auto const& x, auto axis) { return tn::sum<axis>(x); });
  CHECK(sums(m, tn::ct<0>)(2) == 9);
  CHECK(sums(m, tn::ct<1>)(1) == 15);
  CHECK(sums(m, tn::ct<-1>)(1) == 15);

  constexpr auto shaped = tn::function([](auto const& x, auto rows) { return tn::reshape<rows, 6 / rows>(x); });
  CHECK(shaped(m, tn::ct<3>)(2, 1) == 6);
  CHECK(shaped(m, tn::ct<1>)(0, 5) == 6);

  constexpr auto row = tn::function([](auto const& x, auto const& i) { return x(i); });
  CHECK(row(m, tn::ct<1>)(0) == 4);

  constexpr auto choose = tn::function([](auto const& x, auto up) {
    if constexpr (up)
      return x + 1;
    else
      return tn::sum(x);  // of another shape
  });
  CHECK(choose(m, tn::ct<true>)(1, 2) == 7);
  CHECK(choose(m, tn::ct<false>).item() == 21);

  constexpr auto numbers =
      tn::function([](auto const& x, auto n) { return (n + x) * n - (x + n) / n - (n - x) * (x - n) + n() * x + n / x; });
  CHECK(numbers(4.f, tn::ct<2>).item() == 12 - 3 + 4 + 8 + 0.5f);

  constexpr auto deduced = tn::function([]<int N>(auto const& x, tn::ct_t<N>) { return x * (N + 1); });
  CHECK(deduced(m, tn::ct<2>)(0, 0) == 3);
}

TEST_CASE("a constant has no derivative and is the same for all inputs", "[trace]") {
  V const x{1, 2, 3};
  CHECK(tn::grad(scaled_sum)(x, tn::ct<4>)(1) == 4);  // the gradient itself, not a tuple of two
  auto const [value, gradient] = tn::value_and_grad(scaled_sum)(x, tn::ct<4>);
  CHECK(value.item() == 24);
  CHECK(gradient(2) == 4);
  auto const [same, adjoint] = tn::vjp(scaled_sum)(x, tn::ct<4>, 2.f);
  CHECK(same.item() == 24);
  CHECK(adjoint(0) == 8);
  auto const [again, tangent] = tn::jvp<0>(scaled_sum)(x, tn::ct<4>, V{1, 0, 1});
  CHECK(again.item() == 24);
  CHECK(tangent.item() == 8);
  CHECK(tn::vmap(scaled_sum)(M{{1, 2, 3}, {4, 5, 6}}, tn::ct<2>)(1) == 30);
  CHECK(tn::vmap(tn::grad(scaled_sum))(M{}, tn::ct<2>)(1, 2) == 2);
  CHECK(tn::jacrev<0>([](auto const& t, auto n) { return t * n; })(x, tn::ct<7>)(2, 2) == 7);
}

TEST_CASE("a concrete function: one signature, one type", "[trace]") {
  constexpr auto concrete = cube.concrete<float>();
  static_assert(std::is_same_v<decltype(cube.concrete<float>()), decltype(cube.concrete<float>())>);
  static_assert(!std::is_same_v<decltype(cube.concrete<float>()), decltype(cube.concrete<double>())>);
  static_assert(concrete.inputs().size() == 1 && concrete.outputs().size() == 1);
  static_assert(concrete.inputs()[0].name == "x0" && concrete.inputs()[0].dtype == tn::DType::f32);
  static_assert(concrete.outputs()[0].name == "result" && concrete.outputs()[0].dims == tn::Dims{});
  static_assert(concrete.signature() == "x0: float32[] -> result: float32[]");
  static_assert(concrete.operations().size() == 3 && concrete.count("mul") == 2);
  static_assert(concrete.graph().node_count == 3);
  CHECK(concrete(2.f).item() == 8);
}

TEST_CASE("a concrete function: fields, parts, names, operands", "[trace]") {
  constexpr auto f = tn::function(
      [](auto const& model, auto const& pair, auto n) {
        auto const& [x, y] = pair;
        return std::tuple{model.call(x) * n, std::tuple{tn::sum(y)}};
      },
      tn::names<"model", "pair", "n">);
  constexpr auto concrete = f.concrete<Affine, std::tuple<tn::Tensor<float, 4, 3>, tn::Tensor<int, 5>>, tn::ct_t<2>>();
  static_assert(concrete.inputs().size() == 4);
  static_assert(concrete.inputs()[0].name == "model.kernel" && concrete.inputs()[0].kind == tn::LeafKind::parameter);
  static_assert(concrete.inputs()[1].name == "model.bias" && concrete.inputs()[1].dims == tn::dims_of<tn::Shape<2>>);
  static_assert(concrete.inputs()[2].name == "pair.0" && concrete.inputs()[2].kind == tn::LeafKind::input);
  static_assert(concrete.inputs()[3].name == "pair.1" && concrete.inputs()[3].dtype == tn::DType::i32);
  static_assert(concrete.outputs()[0].name == "result.0" && concrete.outputs()[1].name == "result.1.0");
  static_assert(concrete.outputs()[1].dtype == tn::DType::i32);
  static_assert(concrete.signature() ==
                "model.kernel: float32[3, 2], model.bias: float32[2], pair.0: float32[4, 3], pair.1: int32[5] -> "
                "result.0: float32[4, 2], result.1.0: int32[]");

  // The product reads the argument and the field, found by their names.
  static_assert(concrete.count("matmul") == 1);
  constexpr tn::Operation product = first_of(concrete, "matmul");
  static_assert(product.operands == 2 && product.operand[0] == concrete.leaf<"pair.0">().id);
  static_assert(concrete.operations()[std::size_t(product.operand[1])].name == "model.kernel");
  static_assert(concrete.leaf<"pair.1">().op == "leaf" && !concrete.has_leaf("pair.2"));
  static_assert(product.dims == tn::dims_of<tn::Shape<4, 2>>);

  auto const [scores, total] =
      concrete(Affine{}, std::tuple{tn::Tensor<float, 4, 3>{}, tn::Tensor<int, 5>{1, 2, 3, 4, 5}}, tn::ct<2>);
  CHECK(scores(3, 1) == 0);
  CHECK(std::get<0>(total).item() == 15);

  // The gradient with respect to a module has its fields.
  constexpr auto slope = tn::function(tn::grad([](auto const& m, auto const& x) { return tn::sum(m.call(x)); }));
  constexpr auto parts = slope.concrete<Affine, V>().outputs();
  static_assert(parts[0].name == "result.0.kernel" && parts[1].name == "result.0.bias" && parts[2].name == "result.1");
}

TEST_CASE("a signature: what the function takes", "[trace]") {
  using Image = tn::Tensor<float, 28, 28>;
  constexpr auto shrink = tn::function<tn::Signature<Image>>(
      [](auto const& x) { return x(tn::range<0, 28, 2>, tn::range<0, 28, 2>); }, tn::names<"image">);
  static_assert(shrink.concrete().signature() == "image: float32[28, 28] -> result: float32[14, 14]");
  static_assert(std::is_same_v<decltype(shrink.concrete()), decltype(shrink.concrete<Image>())>);
  Image x{};
  x(2, 4) = 7;
  CHECK(shrink(x)(1, 2) == 7);
  CHECK(shrink(x + x)(1, 2) == 14);

  // An open axis: a program for each extent, and none for another rank.
  using Images = tn::Signature<tn::Tensor<float, tn::any_extent, 28, 28>>;
  constexpr auto each =
      tn::function<Images>([](auto const& t) { return t(tn::all, tn::range<0, 28, 2>, tn::range<0, 28, 2>); }, tn::count_traces);
  tn::Tensor<float, 100, 28, 28> const hundred{};
  tn::Tensor<float, 50, 28, 28> const fifty{};
  static_assert(decltype(each(hundred))::shape_type::size == 100 * 14 * 14);
  CHECK(each(hundred)(99, 13, 13) == 0);
  CHECK(each(fifty)(49, 13, 13) == 0);
  CHECK(each(hundred)(0, 0, 0) == 0);
  CHECK(each.traces() == 2);  // two extents, not three calls

  static_assert(!tn::detail::fits_signature<tn::Tensor<float, tn::any_extent, 28, 28>, tn::Tensor<float, 2, 2, 2>>);
  static_assert(!tn::detail::fits_signature<tn::Tensor<float, tn::any_extent, 28, 28>, tn::Tensor<double, 2, 28, 28>>);
  static_assert(!tn::detail::fits_signature<tn::Tensor<float, tn::any_extent, 28>, tn::Tensor<float, 2, 28, 28>>);
  static_assert(tn::detail::fits_signature<std::tuple<float, Affine>, std::tuple<tn::Tensor<float>, Affine>>);
  static_assert(!tn::detail::fits_signature<std::tuple<float, Affine>, std::tuple<tn::Tensor<float>, V>>);
  static_assert(!tn::detail::fits_signature<tn::ct_t<1>, tn::ct_t<2>>);

  // It holds inside another function as well.
  constexpr auto outer = tn::function([](auto const& t) {
    constexpr decltype(each) inner;
    return tn::sum(inner(t));
  });
  CHECK(outer(fifty).item() == 0);
}

TEST_CASE("traces: the signatures that the program holds programs of", "[trace]") {
  constexpr auto f = tn::function([](auto const& x) { return x + 1; }, tn::count_traces);
  CHECK(f.traces() == 3);  // before any call: they are made by the compiler
  CHECK(f(V{})(0) == 1);
  CHECK(f(V{1, 1, 1})(0) == 2);
  CHECK(f(1.f).item() == 2);
  CHECK(f(1).item() == 2);
  CHECK(f.traces() == 3);
  constexpr auto g = tn::function([](auto const& x) { return x + 2; }, tn::count_traces);
  CHECK(g.traces() == 0);
}

TEST_CASE("a thousand constants are recorded without a compiler's flag", "[trace]") {
  constexpr auto f = tn::function([](auto const& x) {
    auto y = x * 1;
    for (int i = 0; i < 1000; ++i) y = tn::maximum(y, x * static_cast<float>(i + 2));
    return y;
  });
  static_assert(decltype(f)::graph<V>.node_count == 3001);
}
