// SPDX-License-Identifier: MIT
// Calls that write their results where the caller wants them, and what tapes say when they are used up at run time.
#include "support/death.hpp"

#include "support/catch.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
using tenon_test::Approx;

namespace {

using V = tn::Tensor<float, 7>;
struct Line {
  tn::Param<float, 7> slope;
  tn::Param<float> offset;
  TENON_MODULE(Line, slope, offset);
  constexpr auto call(auto const& x) const { return tn::sum(slope * x) + offset; }
};
constexpr auto square = [](auto const& x) { return tn::square(x); };
constexpr auto loss = [](auto const& line, auto const& x) { return tn::square(line.call(x)); };

V counted() {
  V v;
  for (std::size_t i = 0; i < 7; ++i) v(i) = static_cast<float>(i) - 2;
  return v;
}

}  // namespace

TEST_CASE("results are written where they are wanted", "[trace]") {
  V const x = counted();
  V y, kept = x;
  tn::run_into(y, tn::function(square), x);
  CHECK(y(6) == 16);
  tn::run_into(y, square, kept + 1.f);  // a callable, an expression
  CHECK(y(6) == 25);
  tn::run_into(y, tn::function<tn::fast>(square), x);
  CHECK(y(0) == 4);
  tn::run_into(y, tn::grad([](auto const& v) { return tn::sum(tn::square(v)); }), x);
  CHECK(y(0) == -4);
  // Part of somebody's memory.
  float memory[9] = {};
  tn::TensorRef<float, 7> part(memory + 1);
  tn::run_into(part, square, x);
  CHECK(memory[0] == 0);
  CHECK(memory[1] == 4);
  CHECK(memory[7] == 16);
  CHECK(memory[8] == 0);

  Line line;
  line.slope.fill(0.5f);
  tn::Tensor<float> value;
  tn::Gradient<Line> g;
  tn::run_into(std::tie(value, g), tn::value_and_grad<0>(loss), line, x);
  auto const [same_value, same] = tn::value_and_grad<0>(loss)(line, x);
  CHECK(value.item() == same_value.item());
  CHECK(g.get<"offset">().item() == same.get<"offset">().item());
  for (std::size_t i = 0; i < 7; ++i) CHECK(g.get<"slope">()(i) == same.get<"slope">()(i));
  // The tuple that the call would have returned.
  std::tuple<tn::Tensor<float>, tn::Gradient<Line>> both;
  tn::run_into(both, tn::value_and_grad<0>(loss), line, x);
  CHECK(std::get<0>(both).item() == value.item());

  // A function that assigns its arguments does so here too.
  tn::Variable<float> calls{1.f};
  constexpr auto counts = tn::function([](auto& c, auto const& v) {
    c.assign_add(1);
    return v * c;
  });
  tn::run_into(y, counts, calls, x);
  CHECK(calls.item() == 2);
  CHECK(y(6) == 8);
}

#if TENON_CHECKS
TEST_CASE("a result that shares memory with an argument ends the program", "[trace]") {
  V x = counted();
  V const y = x;
  auto const words = [](auto const& f) { return tenon_test::last_words(f); };
  CHECK_THAT(words([&] { tn::run_into(x, tn::function(square), x); }), tenon_test::contains("shares memory"));
  float memory[10] = {};
  tn::TensorRef<float, 7> from(memory), to(memory + 3);
  CHECK_THAT(words([&] { tn::run_into(to, tn::function(square), from); }), tenon_test::contains("shares memory"));
  constexpr auto two = tn::function([](auto const& v) { return std::tuple{v * 2, v * 3}; });
  CHECK_THAT(words([&] { tn::run_into(std::tie(x, x), two, y); }), tenon_test::contains("another result"));
}
#endif

TEST_CASE("a tape that was moved from, or used, ends the program", "[trace]") {
  auto const words = [](auto const& f) { return tenon_test::last_words(f); };
  constexpr auto f = [](auto const& x) { return tn::sum(tn::square(x)); };
  V const x = counted();
  auto const used_twice = [&] {
    auto tape = tn::tape(f, tn::watch(x));
    auto& name = tape;  // another name: compilers lose sight of it
    (void)std::move(name).gradient();
    auto& other = tape;
    (void)std::move(other).gradient();
  };
  CHECK_THAT(words(used_twice), tenon_test::contains("a tape is used once"));
  auto const moved_from = [&] {
    auto tape = tn::tape(f, tn::watch(x));
    auto& name = tape;
    auto taken = std::move(name);
    (void)std::move(name).gradient();
    (void)std::move(taken).gradient();
  };
  CHECK_THAT(words(moved_from), tenon_test::contains("a tape is used once"));
}
