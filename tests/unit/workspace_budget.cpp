// SPDX-License-Identifier: MIT
// Programs within a budget of workspace bytes: they give the same bits.
#include "support/laws/transform_laws.hpp"

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

// Random masks, statistics that a step updates, and activations of several operations.
struct Net : nn::Sequential<tn::Shape<12>, nn::Dense<16, nn::Tanh>, nn::Dropout<0.25>, nn::Dense<16, nn::Tanh>,
                            nn::BatchNormalization<>, nn::Dense<16, nn::Gelu>, nn::Dense<16, nn::Tanh>, nn::Dense<1>> {};
constexpr std::size_t rows = 32;
using Step = tn::TrainStep<Net, nn::MeanSquaredError, nn::Adam, tn::Batch<rows>>;
constexpr std::int64_t budget = Step::workspace_bytes * 3 / 4;
using Small = tn::Within<Step, budget>;
static_assert(Small::workspace_bytes <= budget);
static_assert(tn::cost<Small>.workspace_bytes <= budget && tn::cost<Small>.flops > tn::cost<Step>.flops);
static_assert(tn::cost<Small>.flops < 2 * tn::cost<Step>.flops);
static_assert(tn::cost<Small>.state_bytes == tn::cost<Step>.state_bytes);
// A budget that is kept anyway changes nothing.
static_assert(std::is_same_v<tn::Within<Step, Step::workspace_bytes>::source, Step::source>);

template <class S>
std::vector<float> trained() {
  Net net;
  tn::initialize(net, 3);
  S step;
  step.random.start(7, 0);
  static float x[rows * 12], y[rows];
  for (std::size_t i = 0; i < rows * 12; ++i) x[i] = static_cast<float>(i * 37 % 101) / 50.F - 1.F;
  for (std::size_t i = 0; i < rows; ++i) y[i] = x[i * 12] * x[i * 12 + 1];
  std::vector<float> all;
  for (std::size_t n : {rows, rows, rows - 5, rows}) all.push_back(step(net, x, y, n));
  auto keep = [&all](auto const&, auto const& t) {
    if constexpr (std::is_same_v<typename std::remove_cvref_t<decltype(t)>::value_type, float>)
      all.insert(all.end(), t.data(), t.data() + t.size);
  };
  tn::for_each_tensor(net, keep);
  step.state.for_each_module([&](auto& m) { tn::for_each_tensor(m, keep); });
  return all;
}

using Row = tn::Tensor<double, 64>;
constexpr auto next = [](auto const& a) { return tn::tanh(tn::roll<1>(a) * a); };
constexpr auto chain = [](auto const& t, auto const& w) {
  auto const a = next(next(next(next(tn::tanh(t * w)))));
  return tn::sum(next(next(next(next(a)))));
};
/// The same with a loop in it, which is never doubled.
constexpr auto with_loop = [](auto const& t, auto const& w) {
  auto const last = tn::fori_loop<3>([](auto const&, auto const& s) { return tn::tanh(s * 1.5); }, t * w);
  return chain(last, w);
};
template <auto const& F>
inline constexpr auto kept = tn::value_and_grad(F);
template <auto const& F>
inline constexpr std::int64_t workspace = tn::cost<decltype(kept<F>), Row, Row>.workspace_bytes;
template <auto const& F>
inline constexpr auto computed_again = tn::value_and_grad(F, tn::workspace_budget<workspace<F> * 4 / 5>);
static_assert(tn::cost<decltype(computed_again<chain>), Row, Row>.workspace_bytes <= workspace<chain> * 4 / 5);

template <auto const& F>
void check_same() {
  auto const t = spread_tensor<Row>(), w = spread_tensor<Row>(-1, 1, 70);
  auto const [v, g] = kept<F>(t, w);
  auto const [u, h] = computed_again<F>(t, w);
  CHECK(u() == v());
  for (std::size_t i = 0; i < 64; ++i) {
    CHECK(std::get<0>(h)(i) == std::get<0>(g)(i));
    CHECK(std::get<1>(h)(i) == std::get<1>(g)(i));
  }
}

}  // namespace

TEST_CASE("workspace budget: a training step gives the same bits, its state too", "[plan]") {
  CHECK(trained<Small>() == trained<Step>());
}

TEST_CASE("workspace budget: so does a gradient", "[plan]") {
  check_same<chain>();
  check_same<with_loop>();
}

TEST_CASE("workspace budget: an option of functions, nothing inside others", "[plan]") {
  constexpr auto f = tn::function(chain, tn::workspace_budget<1 << 20>);
  auto const t = spread_tensor<Row>(), w = spread_tensor<Row>(-1, 1, 70);
  CHECK(f(t, w)() == tn::function(chain)(t, w)());
  auto const [dt, dw] = tn::grad(f)(t, w);
  auto const [et, ew] = tn::grad(chain, tn::workspace_budget<1 << 20>)(t, w);
  for (std::size_t i = 0; i < 64; ++i) CHECK((dt(i) == et(i) && dw(i) == ew(i)));
}
