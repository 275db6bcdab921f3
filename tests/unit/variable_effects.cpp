// SPDX-License-Identifier: MIT
#include "support/graph_facts.hpp"

#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/embedded.hpp>

#include <boost/hana/integral_constant.hpp>

namespace tn = tenon;
using namespace boost::hana::literals;

namespace {

bool equals(auto const& x, std::initializer_list<double> want) {
  std::size_t i = 0;
  for (double const w : want)
    if (static_cast<double>(x.data()[i++]) != w) return false;
  return i == x.size;
}

/// Counts its calls and keeps a mean of what it has seen.
struct Running {
  tn::Variable<int> calls;
  tn::Variable<float, 3> mean;
  TENON_MODULE(Running, calls, mean);
  constexpr auto call(auto const& x) {
    calls.assign_add(1);
    mean.assign_add((tn::mean<0>(x) - mean) / tn::cast<float>(calls));
    return x - mean;
  }
};
struct Pair {
  tn::Variable<float, 2> a, b;
  TENON_MODULE(Pair, a, b);
};
struct Linear {
  tn::Param<float, 2> w;
  tn::Variable<int> steps;
  TENON_MODULE(Linear, w, steps);
};
struct NonNegative {
  constexpr auto operator()(auto const& x) const { return tn::maximum(x, 0.f); }
};

tn::Variable<int> counter;

}  // namespace

TEST_CASE("a read binds the version that is current when it is recorded", "[variable]") {
  constexpr auto f = tn::function([](auto& v) {
    auto const e = v * 2;
    v.assign(3 * v);
    return e + v;
  });
  tn::Variable<float> v{1.f};
  CHECK(f(v).item() == 5);
  CHECK(v.item() == 3);
  CHECK(f(v).item() == 15);
  CHECK(v.item() == 9);

  constexpr auto versions = tn::function([](auto& v) {
    auto const first = v.read();
    v += 1;
    auto const second = v.read();
    v = v * 10;
    return std::tuple{first, second, v};
  });
  tn::Variable<int, 2> n{1, 2};
  auto const [first, second, last] = versions(n);
  CHECK(equals(first, {1, 2}));
  CHECK(equals(second, {2, 3}));
  CHECK(equals(last, {20, 30}));
  CHECK(equals(n, {20, 30}));
}

TEST_CASE("a number is assigned with = in a trace", "[variable]") {
  constexpr auto f = tn::function([](auto& x) {
    auto const before = x * 1;
    x = 3.f;
    return before + x;
  });
  tn::Variable<float, 2> v{1, 2};
  tn::Tensor<float, 2> const y = f(v);
  CHECK((y(0) == 4 && y(1) == 5));
  CHECK((v(0) == 3 && v(1) == 3));
}

TEST_CASE("the variables of a module are assigned", "[variable]") {
  constexpr auto step = tn::function([](auto& m, auto const& x) { return m.call(x); });
  Running m;
  tn::Tensor<float, 2, 3> const x{{1, 2, 3}, {3, 4, 5}};
  CHECK(equals(step(m, x), {-1, -1, -1, 1, 1, 1}));
  CHECK(m.calls.item() == 1);
  CHECK(equals(m.mean, {2, 3, 4}));
  step(m, x + 2);
  CHECK(m.calls.item() == 2);
  CHECK(equals(m.mean, {3, 4, 5}));

  // Both sides of a swap are read before either is written; assigning a variable to another copies its value.
  constexpr auto swap = tn::function([](auto& p) {
    auto const a = p.a.read();
    p.a = p.b;
    p.b.assign(a);
  });
  Pair p{{1, 2}, {3, 4}};
  static_assert(std::is_void_v<decltype(swap(p))>);
  swap(p);
  CHECK(equals(p.a, {3, 4}));
  CHECK(equals(p.b, {1, 2}));
}

TEST_CASE("what a function does not assign may be const or a temporary", "[variable]") {
  constexpr auto f = tn::function([](auto& v, auto const& w, auto const& x) {
    v.assign(w + x);
    return v;
  });
  tn::Variable<float, 2> v;
  tn::Variable<float, 2> const w{1, 2};
  CHECK(equals(f(v, w, tn::Tensor<float, 2>{10, 20}), {11, 22}));
  CHECK(equals(f(v, tn::Variable<float, 2>{5, 5}, tn::Tensor<float, 2>{1, 2}), {6, 7}));
  CHECK(equals(v, {6, 7}));
}

TEST_CASE("a step of training as a function that assigns its parameters", "[variable]") {
  constexpr auto step = tn::function([](auto& m, auto const& x, auto const& y) {
    auto const [loss, g] = tn::value_and_grad<0>(
        [](auto const& w, auto const& x, auto const& y) { return tn::mean(tn::square(tn::matmul(x, w) - y)); })(m.w, x, y);
    m.w.assign_sub(0.1f * g);
    m.steps.assign_add(1);
    return loss;
  });
  tn::Tensor<float, 3, 2> const x{{1, 0}, {0, 1}, {1, 1}};
  tn::Tensor<float, 3> const y{2, 3, 5};
  Linear m;
  float const first = step(m, x, y).item();
  for (int i = 0; i < 200; ++i) step(m, x, y);
  CHECK(first == 38.f / 3);
  CHECK(step(m, x, y).item() < 1e-6f);
  CHECK(tn::Tensor<bool>(tn::abs(m.w(0_c) - 2) < 1e-3f).item());
  CHECK(m.steps.item() == 202);
}

TEST_CASE("parts of a variable are assigned in a trace", "[variable]") {
  constexpr auto f = tn::function([](auto& v, auto const& x) {
    v(0_c, 1_c).assign(42);
    v(tn::all, 2_c).assign_add(x);
    v[1].assign(v[1] * 2);
    return v(1_c);
  });
  tn::Variable<float, 2, 3> v{{1, 2, 3}, {4, 5, 6}};
  CHECK(equals(f(v, tn::Tensor<float, 2>{10, 20}), {8, 10, 52}));
  CHECK(equals(v, {1, 42, 13, 8, 10, 52}));

  // One slice is stored where it belongs: the rest of the variable is neither read nor written.
  constexpr auto row = tn::function([](auto& v, auto const& x) { v(1_c).assign(2 * x); });
  using Row = decltype(row);
  static_assert(tn::Planned<Row::source<tn::Variable<float, 2, 3>&, tn::Tensor<float, 3>>>::size.kernels == 1);
  static_assert(tenon_test::count_ops(Row::graph<tn::Variable<float, 2, 3>&, tn::Tensor<float, 3>>, "where") == 0);
  row(v, tn::Tensor<float, 3>{1, 2, 3});
  CHECK(equals(v, {1, 42, 13, 2, 4, 6}));
  constexpr auto cleared = tn::function([](auto& v) {
    auto const before = tn::sum(v);
    v(tn::all, tn::from<1>).assign(0);
    return before;
  });
  CHECK(cleared(v).item() == 68);
  CHECK(equals(v, {1, 0, 0, 2, 0, 0}));
  using Cleared = decltype(cleared);
  static_assert(tenon_test::count_ops(Cleared::graph<tn::Variable<float, 2, 3>&>, "where") == 0);
  // What is read of the rest, before and after, and of the slice itself.
  constexpr auto shifted = tn::function([](auto& v) {
    auto const before = tn::sum(v);
    v(tn::all, tn::to<2>).assign(v(tn::all, tn::from<1>) + 1);
    return std::tuple{before, tn::sum<0>(v)};
  });
  v.assign({{1, 2, 3}, {4, 5, 6}});
  auto const [before, after] = shifted(v);
  CHECK(before.item() == 21);
  CHECK(equals(v, {3, 4, 3, 6, 7, 6}));
  CHECK(equals(after, {9, 11, 9}));
  constexpr auto reversed = tn::function([](auto& v) { v(tn::reversed).assign(v); });
  tn::Variable<int, 3> n{1, 2, 3};
  reversed(n);
  CHECK(equals(n, {3, 2, 1}));

  constexpr auto masked = tn::function([](auto& v, auto& flag) {
    v[v > 1].assign_sub(1);
    flag[2].assign(true);
    flag(0_c).assign(v(2_c) == 1);
  });
  tn::Variable<bool, 3> flag{false, true, false};
  masked(n, flag);
  CHECK(equals(n, {2, 1, 1}));
  CHECK(equals(flag, {true, true, true}));
}

TEST_CASE("elements are scattered in a trace", "[variable]") {
  constexpr auto f = tn::function([](auto& v, auto const& at, auto const& x) {
    v.scatter_nd_add(at, x);
    v.scatter_update(tn::IndexedSlices{2 * v(tn::to<1>), tn::Tensor<int, 1>{-1}});
    return tn::sum(v);
  });
  tn::Variable<float, 3, 2> v{{1, 2}, {3, 4}, {5, 6}};
  CHECK(f(v, tn::Tensor<int, 2, 2>{{0, 1}, {0, 1}}, tn::Tensor<float, 2>{10, 20}).item() == 1 + 32 + 3 + 4 + 2 + 64);
  CHECK(equals(v, {1, 32, 3, 4, 2, 64}));
}

TEST_CASE("a constraint sees what a trace assigns", "[variable]") {
  constexpr auto f = tn::function([](auto& v, auto const& x) {
    v.assign_sub(x);
    auto const kept = v.read();
    v(0_c).assign(-1);
    return kept;
  });
  tn::Constrained<NonNegative, tn::Variable<float, 2>> v{1, 5};
  CHECK(equals(f(v, tn::Tensor<float, 2>{3, 3}), {0, 2}));
  CHECK(equals(v, {0, 2}));
}

TEST_CASE("a captured variable of a namespace", "[variable]") {
  constexpr auto increment = tn::capture<counter>([](auto& c) {
    c.assign_add(1);
    return c;
  });
  CHECK(increment().item() == 1);
  CHECK(increment().item() == 2);
  CHECK(counter.item() == 2);
  constexpr auto add = tn::capture<counter>([](auto& c, auto const& x) { c.assign(c + x); });
  add(40);
  CHECK(counter.item() == 42);
}

TEST_CASE("variables are values where nothing assigns them", "[variable]") {
  tn::Variable<float, 3> v{1, 2, 3};
  constexpr auto f = [](auto const& w) { return tn::sum(w * w); };
  CHECK(equals(tn::grad(f)(v), {2, 4, 6}));
  CHECK(equals(tn::vmap([](auto const& w) { return w * w; })(v), {1, 4, 9}));
  constexpr auto g = tn::function(f);
  using G = decltype(g);
  static_assert(std::is_same_v<G::source<tn::Variable<float, 3> const&>, G::source<tn::Tensor<float, 3>>>);
  CHECK(g(v).item() == 14);
}

TEST_CASE("state may also be taken and returned", "[variable]") {
  constexpr auto next = tn::function([](auto const& state, auto const& x) {
    auto const& [count, mean, key] = state;
    auto const n = count + 1;
    auto const m = mean + (x - mean) / tn::cast<float>(n);
    auto const keys = tn::random::split<2>(key);
    return std::tuple{std::tuple{n, m, keys(0_c)}, tn::random::uniform<float>(keys(1_c))};
  });
  using State = std::tuple<tn::Tensor<int>, tn::Tensor<float>, tn::random::Key>;
  State state{0, 0.f, tn::random::key(7)};
  float draws[2];
  for (int i = 0; i < 2; ++i) {
    auto const [s, u] = next(state, static_cast<float>(i));
    state = s;
    draws[i] = u.item();
  }
  CHECK(std::get<0>(state).item() == 2);
  CHECK(std::get<1>(state).item() == 0.5f);
  CHECK(draws[0] != draws[1]);
}

#if TENON_CHECKS && TENON_HAS_FORK
TEST_CASE("what a function assigns is not given twice", "[variable]") {
  constexpr auto f = tn::function([](auto& a, auto const& b) {
    a.assign(1);
    return b + 1;
  });
  tn::Variable<float, 2> v, w;
  CHECK(equals(f(v, w), {1, 1}));
  CHECK(tenon_test::last_words([&] { f(v, v); }) ==
        "tenon: a traced function assigns a variable that two of its arguments share\n");
}
TEST_CASE("a traced scatter out of range ends the program", "[variable]") {
  constexpr auto f = tn::function([](auto& v, auto const& at, auto const& x) { v.scatter_nd_update(at, x); });
  tn::Variable<float, 3> v{1, 2, 3};
  f(v, tn::Tensor<int, 2, 1>{{0}, {-1}}, tn::Tensor<float, 2>{4, 5});
  CHECK(equals(v, {4, 2, 5}));
  CHECK(tenon_test::last_words([&] { f(v, tn::Tensor<int, 2, 1>{{0}, {3}}, tn::Tensor<float, 2>{4, 5}); }) ==
        "tenon: index out of range: 3, of an axis of extent 3\n");
}
#endif
