// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: functions, their signatures and graphs, loops, variables. That a call which does not fit a
// signature is refused is tests/compile_fail/signature_shape.cpp.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <algorithm>
#include <string_view>
#include <type_traits>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

constexpr auto cube = [](auto const& x) { return tn::pow(x, 3); };
constexpr auto compiled_cube = tn::function(cube, tn::names<"x">);
/// A power that is no product of a few factors: one operation with two operands.
constexpr auto power = tn::function([](auto const& x, auto const& y) { return tn::pow(x, y); }, tn::names<"x", "y">);

constexpr auto add_10 =
    tn::function([](auto const& x) { return tn::fori_loop<10>([](auto const&, auto const& sum) { return sum + 1; }, x); });
constexpr auto add_10_while = tn::function([](auto const& x) {
  auto const [count, sum] = tn::while_loop(
      [](auto const& carry) { return std::get<0>(carry) < 10; },
      [](auto const& carry) { return std::tuple{std::get<0>(carry) + 1, std::get<1>(carry) + 1}; }, std::tuple{0, x});
  return sum;
});

tn::Variable<int> counter;
constexpr auto increment = tn::capture<counter>([](auto& c) {
  c.assign_add(1);
  return c;
});
constexpr auto increment_given = tn::function([](auto& c, auto const& by) {
  c.assign_add(by);
  return c;
});

struct Shrink
    : nn::Sequential<tn::Shape<28, 28>,
                     nn::Lambda<[](auto const& images) { return images(tn::all, tn::range<0, 28, 2>, tn::range<0, 28, 2>); }>> {};

}  // namespace

TEST_CASE("ch12-253: one callable for numbers and tensors", "[ch12]") {
  tn::Tensor<float> const two{2.f};
  tn::Tensor<float> const eight = cube(two);
  CHECK(eight.item() == 8.f);
}

TEST_CASE("ch12-256: the compiled function of a float", "[ch12]") {
  static_assert(std::is_same_v<decltype(compiled_cube(2.f))::value_type, float>);
  CHECK(compiled_cube(tn::Tensor<float>{2.f}).item() == 8.f);
}

TEST_CASE("ch12-260: one signature, one instantiation", "[ch12]") {
  using Float = tn::Tensor<float>;
  static_assert(std::is_same_v<decltype(compiled_cube.concrete<Float>()), decltype(compiled_cube.concrete<Float>())>);
  static_assert(
      !std::is_same_v<decltype(compiled_cube.concrete<Float>()), decltype(compiled_cube.concrete<tn::Tensor<double>>())>);
  CHECK(compiled_cube.concrete<Float>()(2.f).item() == 8.f);
}

TEST_CASE("ch12-264: what an operation reads", "[ch12]") {
  constexpr auto f = power.concrete<float, float>();
  static_assert(f.count("pow") == 1 && f.operations().size() == 3);
  constexpr tn::Operation pow = f.operations()[2];
  static_assert(pow.op == "pow" && pow.operands == 2);
  constexpr tn::Operation x = f.operations()[std::size_t(pow.operand[0])], y = f.operations()[std::size_t(pow.operand[1])];
  static_assert(x.name == "x" && x.dtype == tn::DType::f32 && x.dims == tn::Dims{});
  static_assert(y.name == "y" && y.dtype == tn::DType::f32 && y.dims == tn::Dims{});
  CHECK(f(2.f, 3.f).item() == tenon_test::Approx(8));
}

TEST_CASE("ch12-266: a leaf by its name", "[ch12]") {
  constexpr auto f = compiled_cube.concrete<float>();
  static_assert(f.leaf<"x">().op == "leaf" && f.leaf<"x">().name == "x");
  CHECK(!f.has_leaf("y"));
}

TEST_CASE("ch12-268: the signature of an instantiation", "[ch12]") {
  constexpr auto f = compiled_cube.concrete<float>();
  static_assert(f.signature() == "x: float32[] -> result: float32[]");
  CHECK(f.inputs()[0].name == "x");
  CHECK(f.outputs()[0].dtype == tn::DType::f32);
}

TEST_CASE("ch12-272: the value of a traced function that a shape and a constant choose", "[ch12]") {
  static_assert(decltype(compiled_cube)::graph<float>.leaf_count == 1);
  CHECK(compiled_cube(2.f).item() == 8.f);
}

TEST_CASE("ch12-277: a signature with an open batch, and strides of 2", "[ch12]") {
  constexpr auto shrink = tn::function<tn::Signature<tn::Tensor<float, tn::any_extent, 28, 28>>>(
      [](auto const& images) { return images(tn::all, tn::range<0, 28, 2>, tn::range<0, 28, 2>); }, tn::count_traces);
  tn::Tensor<float, 100, 28, 28> hundred;
  tn::Tensor<float, 50, 28, 28> fifty;
  for (std::size_t i = 0; i < hundred.size; ++i) hundred.data()[i] = float(i);
  for (std::size_t i = 0; i < fifty.size; ++i) fifty.data()[i] = float(i);
  tn::Tensor<float, 100, 14, 14> const a = shrink(hundred);
  tn::Tensor<float, 50, 14, 14> const b = shrink(fifty);
  CHECK(a(99, 13, 12) == hundred(99, 26, 24));
  CHECK(b(49, 1, 13) == fifty(49, 2, 26));
  // A function of tensors has a program for each shape, whose kernels know the extents.
  CHECK(shrink.traces() == 2);

  // What serves any number of rows with one program is a model: a batch of it, and a last batch that is not full.
  Shrink const model;
  constexpr auto predict = &nn::predict<20, Shrink>;
  auto const x = predict(model, tn::data::RowsView<float, 28, 28>(hundred.data(), 100));
  auto const y = predict(model, tn::data::RowsView<float, 28, 28>(fifty.data(), 50));
  static_assert(std::is_same_v<decltype(x), tn::data::Rows<float, 14, 14> const>);
  CHECK(x.rows() == 100);
  CHECK(y.rows() == 50);
  CHECK(std::equal(a.begin(), a.end(), x.data()));
  CHECK(std::equal(b.begin(), b.end(), y.data()));
}

TEST_CASE("ch12-286: a loop of the run time", "[ch12]") {
  static_assert(std::is_same_v<decltype(add_10(5))::value_type, int>);
  CHECK(add_10(5).item() == 15);
  CHECK(add_10_while(5).item() == 15);
}

TEST_CASE("ch12-287: a loop is one node, not ten", "[ch12]") {
  constexpr auto loop = add_10.concrete<int>();
  static_assert(loop.count("loop") == 1 && loop.operations().size() < 10 && loop.count("add") == 0);
  constexpr auto with_condition = add_10_while.concrete<int>();
  static_assert(with_condition.count("loop") == 1 && with_condition.operations().size() < 10 && with_condition.count("add") == 0);
  CHECK(loop(1).item() == 11);
}

TEST_CASE("ch12-294: a variable is an argument by reference", "[ch12]") {
  tn::Variable<int> v{1};
  int const* const place = v.data();
  CHECK(increment_given(v, 1).item() == 2);
  CHECK(v.item() == 2);
  CHECK(v.data() == place);
  static_assert(decltype(increment_given)::graph<tn::Variable<int>&, int>.leaves[0].kind == tn::LeafKind::state);
}

TEST_CASE("ch12-296: a variable that is captured", "[ch12]") {
  counter.assign(0);
  increment();
  CHECK(increment().item() == 2);
  CHECK(counter.item() == 2);
}
