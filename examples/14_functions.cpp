// SPDX-License-Identifier: MIT
// What belongs to a traced function's signature, and what can be asked of it while compiling.
#include <tenon/tenon.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace tn = tenon;

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}

// [constants]
constexpr auto power = tn::function([](auto const& x, auto n) {
  auto y = x;
  for (int i = 1; i < n; ++i) y = y * x;  // n is a constant: the loop unrolls into the graph
  return y;
});
constexpr auto fold = tn::function([](auto const& x, auto axis, auto rows) {
  auto const table = tn::reshape<rows, 12 / rows>(x);
  if constexpr (axis < 0)
    return tn::sum(table);
  else
    return tn::sum<axis>(table);
});
// [end]

void constants() {
  // [call]
  tn::Tensor<float, 3> const x{1, 2, 3};
  tn::Tensor<float, 3> const cubes = power(x, tn::ct<3>);                                                 // a program for n = 3
  auto const slope = tn::grad([](auto const& t, auto n) { return tn::sum(power(t, n)); })(x, tn::ct<3>);  // 3 x^2
  auto const twelve = tn::arange<float, 12>();
  tn::Tensor<float, 4> const columns = fold(twelve, tn::ct<0>, tn::ct<3>);
  tn::Tensor<float> const all = fold(twelve, tn::ct<-1>, tn::ct<3>);
  // [end]
  check(cubes(2) == 27 && slope(2) == 27, "power");
  check(columns(0) == 12 && all.item() == 66, "fold");
}

// [concrete]
struct Model {
  tn::Param<float, 8, 3> kernel;
  TENON_MODULE(Model, kernel);
  constexpr auto call(auto const& x) const { return tn::softmax(tn::matmul(x, kernel)); }
};
constexpr auto predict = tn::function([](auto const& model, auto const& x) { return model.call(x); }, tn::names<"model", "x">);

constexpr auto concrete = predict.concrete<Model, tn::Tensor<float, 32, 8>>();
static_assert(concrete.signature() == "model.kernel: float32[8, 3], x: float32[32, 8] -> result: float32[32, 3]");
static_assert(concrete.inputs()[0].kind == tn::LeafKind::parameter && concrete.outputs()[0].dims.size() == 96);
static_assert(concrete.count("matmul") == 1 && concrete.leaf<"x">().op == "leaf");
// [end]

void look() {
  // [operations]
  for (tn::Operation const& o : concrete.operations()) {
    std::printf("%2d %s %s", o.id, o.op.data(), std::string(o.name).c_str());
    for (int i = 0; i < o.operands; ++i) std::printf(" %%%d", o.operand[std::size_t(i)]);
    std::printf("\n");
  }
  // [end]
  auto const p = concrete(Model{}, tn::Tensor<float, 32, 8>{});  // takes these types only
  check(p(31, 2) > 0.33f && p(31, 2) < 0.34f, "concrete");
}

// [signature]
using Images = tn::Signature<tn::Tensor<float, tn::any_extent, 28, 28>>;
constexpr auto half = tn::function<Images>(
    [](auto const& images) { return images(tn::all, tn::range<0, 28, 2>, tn::range<0, 28, 2>); }, tn::count_traces);
// [end]

void signatures() {
  // [traces]
  tn::Tensor<float, 100, 28, 28> const hundred{};
  tn::Tensor<float, 50, 28, 28> const fifty{};
  tn::Tensor<float, 100, 14, 14> const a = half(hundred);
  tn::Tensor<float, 50, 14, 14> const b = half(fifty);
  tn::Tensor<float, 50, 14, 14> const c = half(fifty);
  std::printf("three calls, %d programs\n", half.traces());  // 2: shapes are static, so each extent has its own
  // half(tn::Tensor<float, 2, 2, 2>{}) does not compile: argument<0>, expected open, 28, 28, given 2, 2, 2
  // [end]
  check(half.traces() == 2 && a(99, 13, 13) == 0 && b(0, 0, 0) == c(0, 0, 0), "traces");
}

}  // namespace

int main() {
  constants();
  look();
  signatures();
}
