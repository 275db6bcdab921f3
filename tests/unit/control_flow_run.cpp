// SPDX-License-Identifier: MIT
// Loops and branches as programs: what the kernels compute is what the graphs mean; a body is compiled once.
#include "support/laws/transform_laws.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <std::size_t... D>
using F = tn::Tensor<float, D...>;

template <std::size_t In, std::size_t Units>
struct Cell {
  tn::Param<float, In, Units> kernel;
  tn::Param<float, Units, Units> recurrent;
  tn::Param<float, Units> bias;
  TENON_MODULE(Cell, kernel, recurrent, bias);
  constexpr auto call(auto const& h, auto const& x) const {
    return tn::tanh(tn::matmul(x, kernel) + tn::matmul(h, recurrent) + bias);
  }
};
using Rnn = Cell<3, 4>;

template <std::size_t N>
constexpr auto rnn_loss = [](auto const& cell, auto const& xs) {
  auto const [last, hs] = tn::scan(
      [](auto const& h, auto const& x, auto const& c) {
        auto const next = c.call(h, x);
        return std::tuple{next, next};
      },
      tn::zeros<float, 2, 4>(), xs, cell);
  return tn::mean(tn::square(last)) + tn::mean(hs);
};

/// What the program of f gives, against the meaning of its graph.
template <class Fn, class... X>
void runs_as_it_means(Fn f, X const&... x) {
  auto const meant = tn::evaluate(decltype(tn::function(f))::template graph<X...>, leaves_of(x...));
  auto check = [&, o = 0](auto const& t) mutable {
    auto const got = scalars(t);
    REQUIRE(got.size() == meant[o].size());
    for (int e = 0; e < got.size(); ++e) {
      INFO("output " << o << ", element " << e);
      CHECK(got[e].f == Approx(meant[o][e].f).epsilon(1e-5).margin(1e-6));
      CHECK(got[e].i == meant[o][e].i);
    }
    ++o;
  };
  auto const r = tn::function(f)(x...);
  if constexpr (requires { r.data(); })
    check(r);
  else
    std::apply([&](auto const&... t) { (check(t), ...); }, r);
}

constexpr auto collatz = [](auto const& n) {
  auto const [value, count] =
      tn::while_loop([](auto const& c) { return std::get<0>(c) != 1; },
                     [](auto const& c) {
                       auto const [m, k] = c;
                       return std::tuple{tn::cond(
                                             tn::remainder(m, 2) == 0, [](auto const& a) { return a / 2; },
                                             [](auto const& a) { return a * 3 + 1; }, m),
                                         k + 1};
                     },
                     std::tuple{n, tn::Tensor<int>{0}});
  return std::tuple{value, count};
};

}  // namespace

TEST_CASE("control flow runs as its graph means") {
  auto const xs = spread_tensor<F<6, 5>>();
  auto const h = spread_tensor<F<5>>(-1, 1, 9);
  auto sums = [](auto const& a, auto const& b) {
    return tn::scan([](auto const& s, auto const& x) { return std::tuple{s * 0.5f + x, std::tuple{tn::max(s), s}}; }, a, b);
  };
  runs_as_it_means([](auto const& a, auto const& b) { return std::get<0>(decltype(sums){}(a, b)); }, h, xs);
  runs_as_it_means([](auto const& a, auto const& b) { return std::get<1>(decltype(sums){}(a, b)); }, h, xs);
  runs_as_it_means(
      [](auto const& a, auto const& b) {
        return std::get<1>(tn::scan<tn::reversed>([](auto const& s, auto const& x) { return std::tuple{s + x, s - x}; }, a, b));
      },
      h, xs);
  // Nothing, one step, an odd and an even number.
  runs_as_it_means([](auto const& a) { return tn::fori_loop<0>([](auto const&, auto const& c) { return c * 2.f; }, a); }, h);
  runs_as_it_means([](auto const& a) { return tn::fori_loop<1>([](auto const&, auto const& c) { return c * 2.f; }, a); }, h);
  runs_as_it_means(
      [](auto const& a) {
        return tn::fori_loop<3, 8>([](auto const& i, auto const& c) { return c * 0.5f + tn::cast<float>(i); }, a);
      },
      h);
  runs_as_it_means([](auto const& a) { return tn::fori_loop<4>([](auto const&, auto const& c) { return tn::flip<0>(c); }, a); },
                   h);
}

TEST_CASE("control flow: a number of steps that the data decides") {
  for (int const n : {1, 6, 27, 97}) {
    auto const [value, count] = tn::function(collatz)(tn::Tensor<int>{n});
    int m = n, steps = 0;
    for (; m != 1; ++steps) m = m % 2 == 0 ? m / 2 : 3 * m + 1;
    CHECK(value() == 1);
    CHECK(count() == steps);
  }
  // A bound stops it; the gradient is that of the steps that were.
  auto halved = [](auto const& x) {
    return tn::while_loop<10>([](auto const& a) { return a > 1.f; }, [](auto const& a) { return a * 0.5f; }, x);
  };
  CHECK(tn::function(halved)(3.f)() == 0.75f);
  CHECK(tn::function(halved)(4096.f)() == 4.f);
  CHECK(tn::grad(halved)(3.f)() == 0.25f);
  CHECK(tn::grad(halved)(0.5f)() == 1.f);
  CHECK(tn::grad(halved)(4096.f)() == 1.f / 1024);
}

TEST_CASE("control flow: only the branch that is chosen runs") {
  auto pick = [](auto const& i, auto const& x) {
    return tn::switch_case(i,
                           tn::branches([](auto const& a) { return a + 1.f; }, [](auto const& a) { return a * 2.f; },
                                        [](auto const& a) { return tn::sqrt(a); }),
                           x);
  };
  float const expected[] = {10, 10, 18, 3, 3};
  for (int i = -1; i < 4; ++i) CHECK(tn::function(pick)(tn::Tensor<int>{i}, 9.f)() == expected[i + 1]);
  // The derivative of the other at 0 is infinite, and does not matter.
  auto safe = [](auto const& x) {
    return tn::cond(x > 0.f, [](auto const& a) { return tn::sqrt(a); }, [](auto const& a) { return a * 0.f; }, x);
  };
  CHECK(tn::grad(safe)(0.f)() == 0.f);
  CHECK(tn::grad(safe)(4.f)() == 0.25f);
}

TEST_CASE("control flow: a model's loop, its gradient, on tensors") {
  Rnn cell;
  std::size_t i = 0;
  tn::detail::for_each_param(cell, [&i](auto& p) {
    for (float& x : p) x = static_cast<float>(spread(i++, -0.6, 0.6));
  });
  auto const xs = spread_tensor<F<9, 2, 3>>();
  auto const value = tn::function(rnn_loss<9>)(cell, xs);
  F<2, 4> h;
  double all = 0;
  for (std::size_t t = 0; t < 9; ++t) {
    F<2, 4> next;
    for (std::size_t r = 0; r < 2; ++r)
      for (std::size_t u = 0; u < 4; ++u) {
        double a = cell.bias(u);
        for (std::size_t k = 0; k < 3; ++k) a += double(xs(t, r, k)) * double(cell.kernel(k, u));
        for (std::size_t k = 0; k < 4; ++k) a += double(h(r, k)) * double(cell.recurrent(k, u));
        next(r, u) = static_cast<float>(std::tanh(a));
        all += double(next(r, u));
      }
    h = next;
  }
  double squares = 0;
  for (float const x : h) squares += double(x) * double(x);
  CHECK(double(value.element(0)) == Approx(squares / 8 + all / 72).epsilon(1e-5));
  auto const g = tn::grad<0>(rnn_loss<9>)(cell, xs);
  auto const loss = [&] { return tn::function(rnn_loss<9>)(cell, xs).element(0); };
  check_gradient(cell.recurrent, g.get<"recurrent">(), loss, 1e-2, 2e-3);
  check_gradient(cell.kernel, g.get<"kernel">(), loss, 1e-2, 2e-3);
  check_gradient(cell.bias, g.get<"bias">(), loss, 1e-2, 2e-3);
}

TEST_CASE("control flow: on a tape, and its cost") {
  constexpr auto loss = [](auto const& h, auto const& xs) {
    auto const [last, ys] = tn::scan(
        [](auto const& c, auto const& x) {
          auto const next = tn::tanh(c * 0.5f + x);
          return std::tuple{next, tn::sum(next * x)};
        },
        h, xs);
    return tn::sum(tn::square(last)) + tn::mean(ys);
  };
  auto const h = spread_tensor<F<5>>(-1, 1, 9);
  auto const xs = spread_tensor<F<6, 5>>();
  auto tape = tn::tape(loss, tn::watch(h), tn::watch(xs));
  auto const [dh, dxs] = static_cast<decltype(tape)&&>(tape).gradient();
  auto const [eh, exs] = tn::grad(loss)(h, xs);
  for (std::size_t i = 0; i < 5; ++i) CHECK(dh.element(i) == Approx(eh.element(i)));
  for (std::size_t i = 0; i < 30; ++i) CHECK(dxs.element(i) == Approx(exs.element(i)));
  // Costs grow with the steps.
  using L = std::remove_const_t<decltype(loss)>;
  constexpr auto few = tn::cost<L, F<5>, F<6, 5>>.operations, many = tn::cost<L, F<5>, F<60, 5>>.operations;
  STATIC_REQUIRE(few.transcendental > 0);
  STATIC_REQUIRE(many.transcendental == 10 * few.transcendental);
}

TEST_CASE("control flow: functions of the host") {
  static int calls = 0;
  constexpr auto noted = [](auto const& x, auto const& by) {
    ++calls;
    F<3> r;
    for (std::size_t i = 0; i < 3; ++i) r(i) = std::round(x.element(i) * by.item());
    return std::tuple{r, tn::Tensor<int>{calls}};
  };
  constexpr auto rounded = [](auto const& x) {
    auto const [r, n] = tn::host_call<std::tuple<F<3>, tn::Tensor<int>>>(decltype(noted){}, x * 2.f, 10.f);
    return std::tuple{r / 10.f, n};
  };
  auto const [r, n] = tn::function(rounded)(F<3>{1.23f, -0.49f, 7.f});
  CHECK(n.item() == 1);
  float const expected[] = {2.5f, -1.f, 14.f};
  for (std::size_t i = 0; i < 3; ++i) CHECK(r.element(i) == expected[i]);
  // Eagerly; in a loop; for many inputs, one after the other.
  auto const [direct, m] = tn::host_call<std::tuple<F<3>, tn::Tensor<int>>>(noted, F<3>{1, 2, 3}, 1.f);
  CHECK(m.item() == 2);
  CHECK(direct.element(2) == 3);
  F<2, 3> const two{{1, 2, 3}, {0.1f, 0.2f, 0.3f}};
  auto const [all, ns] = tn::vmap(rounded)(two);
  CHECK(ns.element(1) == 4);
  CHECK(all.element(4) == 0.4f);
  // With a derivative that a user gives; straight through the rounding.
  constexpr auto straight = tn::custom_vjp([](auto const& x) { return std::get<0>(decltype(rounded){}(x)); },
                                           [](auto const&, auto const&, auto const& g) { return g * 2.f; });
  auto const g = tn::grad([](auto const& x) { return tn::sum(tn::square(decltype(straight){}(x))); })(F<3>{1, 2, 3});
  CHECK(g.element(1) == 16.f);
}

TEST_CASE("control flow: a body is there once, however often it runs") {
  constexpr auto g = tn::grad<0>(rnn_loss<0>);
  using Few = decltype(g)::source<Rnn, F<2, 2, 3>>;
  using Many = decltype(g)::source<Rnn, F<1000, 2, 3>>;
  STATIC_REQUIRE(Few::graph.view().node_count == Many::graph.view().node_count);
  STATIC_REQUIRE(Few::graph.view().whole.bodies[1].nodes == Many::graph.view().whole.bodies[1].nodes);
  STATIC_REQUIRE(tn::Planned<Few>::size.kernels == tn::Planned<Many>::size.kernels);
  // What is the same in every step is computed before the loop.
  constexpr auto scaled = [](auto const& x, auto const& w) {
    return tn::fori_loop<5>([](auto const&, auto const& c, auto const& v) { return c * tn::exp(v) + tn::sum(tn::exp(v)); }, x, w);
  };
  using Scaled = decltype(tn::function(scaled))::source<F<4>, F<4>>;
  constexpr tn::GraphView body = Scaled::graph.view().body(1);
  STATIC_REQUIRE([&] {
    for (tn::NodeId i = 0; i < body.node_count; ++i)
      if (body[i].op->id == tn::hash_name("exp")) return false;
    return true;
  }());
  // Storing the carries alone takes less memory than storing what is dear in a step.
  constexpr auto deep = [](auto const& x, auto const& ys, auto option) {
    constexpr auto body = [](auto const& s, auto const& y) {
      auto const n = tn::tanh(tn::sin(tn::exp(tn::cos(s) * y)));
      return std::tuple{n, tn::sum(n)};
    };
    if constexpr (decltype(option)::value)
      return std::get<0>(tn::scan<tn::recomputed>(body, x, ys));
    else
      return std::get<0>(tn::scan(body, x, ys));
  };
  constexpr auto stored = [](auto const& x, auto const& ys) { return tn::sum(decltype(deep){}(x, ys, std::false_type{})); };
  constexpr auto again = [](auto const& x, auto const& ys) { return tn::sum(decltype(deep){}(x, ys, std::true_type{})); };
  using Stored = decltype(tn::grad<0>(stored))::source<F<16>, F<50, 16>>;
  using Again = decltype(tn::grad<0>(again))::source<F<16>, F<50, 16>>;
  STATIC_REQUIRE(tn::Planned<Again>::plan.workspace_bytes * 3 < tn::Planned<Stored>::plan.workspace_bytes);
}
