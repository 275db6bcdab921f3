// SPDX-License-Identifier: MIT
// Functions whose values are computed again for their derivatives instead of being kept.
#include "support/laws/transform_laws.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

using Row = tn::Tensor<double, 64>;
/// A step whose derivative needs what it computed.
constexpr auto step = [](auto const& t, auto const& w) {
  auto const a = tn::tanh(t * w), b = tn::tanh(tn::roll<1>(a) * a);
  return tn::tanh(tn::roll<1>(b) * b);
};
constexpr auto kept = tn::function(step);
constexpr auto computed_again = tn::checkpoint(step);

template <int Steps, auto const& Step, class T, class W>
constexpr auto chain(T const& t, W const& w) {
  if constexpr (Steps == 0)
    return tn::sum(t);
  else
    return chain<Steps - 1, Step>(Step(t, w), w);
}
template <auto const& Step, int Steps>
constexpr auto loss = [](auto const& t, auto const& w) { return chain<Steps, Step>(t, w); };

template <auto const& Step>
inline constexpr std::int64_t workspace =
    tn::Planned<typename decltype(tn::grad(loss<Step, 10>))::template source<Row, Row>>::plan.workspace_bytes;

template <class A, class B>
void same(A const& a, B const& b) {
  for (std::size_t i = 0; i < a.size; ++i) CHECK(a.data()[i] == Approx(b.data()[i]).epsilon(1e-12).margin(1e-12));
}

}  // namespace

TEST_CASE("checkpoint: a long chain needs two thirds of the memory at most", "[grad]") {
  constexpr std::int64_t all = workspace<kept>, few = workspace<computed_again>;
  INFO(all << " bytes, " << few << " with checkpoints");
  CHECK(few * 3 < all * 2);
}

TEST_CASE("checkpoint: no value changes", "[grad]") {
  constexpr auto with = loss<computed_again, 2>;
  constexpr auto without = loss<kept, 2>;
  auto const t = spread_tensor<Row>(), w = spread_tensor<Row>(-1, 1, 70);
  auto const [dt, dw] = tn::grad(without)(t, w);
  auto const [ct, cw] = tn::grad(with)(t, w);
  same(ct, dt);
  same(cw, dw);
  // Further derivatives, and many inputs.
  same(Row(tn::hvp<0>(with)(t, w, w)), Row(tn::hvp<0>(without)(t, w, w)));
  using Rows = tn::Tensor<double, 3, 64>;
  auto const many = spread_tensor<Rows>();
  Rows const all = tn::vmap(tn::grad<0>(with), tn::in_axes<0, tn::unmapped>)(many, w);
  for (std::size_t i = 0; i < 3; ++i) same(Row(all[i]), Row(tn::grad<0>(without)(Row(many[i]), w)));
}
