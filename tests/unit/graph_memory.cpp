// SPDX-License-Identifier: MIT
#include "support/graph_facts.hpp"
#include "support/run_program.hpp"

#include <boost/hana/integral_constant.hpp>

namespace tn = tenon;
using namespace boost::hana::literals;

namespace {

template <std::size_t... D>
using T = tn::Tensor<float, D...>;
template <std::size_t... D>
using Var = tn::Variable<float, D...>;

/// The updated matrix is an operand of the matmul that updates it.
struct Contracted {
  Var<9, 9> w;
  T<9, 9> s;
  T<> rate;
  TENON_MODULE(Contracted, w, s, rate);
  constexpr void step(auto& c) const { c.assign(w, w - rate * tn::matmul(w, s)); }
};
struct Mutual {
  Var<20> a, b;
  TENON_MODULE(Mutual, a, b);
  constexpr void step(auto& c) const {
    auto const x = b * 2 + 1;
    auto const y = a - b;
    c.assign(a, x);
    c.assign(b, y);
  }
};
/// Pure moves: an update is the value of another variable.
struct Rotated {
  Var<5> a, b, c;
  TENON_MODULE(Rotated, a, b, c);
  constexpr void step(auto& context) const {
    auto const x = a + 0;
    auto const y = b + 0;
    auto const z = c + 0;
    context.assign(a, y);
    context.assign(b, z);
    context.assign(c, x);
  }
};
struct Transposed {
  Var<6, 6> w;
  Var<7> v;
  TENON_MODULE(Transposed, w, v);
  constexpr void step(auto& c) const {
    c.assign(w, tn::transpose(w) * 2);
    c.assign(v, v(tn::reversed) + 1);
  }
};
struct Normalised {
  Var<33> v;
  Var<4, 8> m;
  TENON_MODULE(Normalised, v, m);
  constexpr void step(auto& c) const {
    c.assign(v, v / tn::sum(v));
    c.assign(m, m - tn::mean<1>(m, tn::keepdims));
  }
};
/// A queue: all but the first, then something new.
struct Shifted {
  Var<8> v;
  T<1> next;
  Var<8> w;
  TENON_MODULE(Shifted, v, next, w);
  constexpr void step(auto& c) const {
    c.assign(w, tn::concat<0>(w(tn::from<4>), v(tn::to<4>)));
    c.assign(v, tn::concat<0>(v(tn::from<1>), next));
  }
};
struct Chained {
  Var<10> v;
  Var<> n;
  TENON_MODULE(Chained, v, n);
  constexpr void step(auto& c) const {
    for (int i = 0; i < 3; ++i) {
      c.assign(v, v * 2 - tn::mean(v));
      c.assign(n, n + tn::max(v));
    }
  }
};
struct Overwritten {
  Var<10> v;
  Var<10> seen;
  TENON_MODULE(Overwritten, v, seen);
  constexpr void step(auto& c) const {
    c.assign(seen, v + 0);
    c.assign(v, tn::broadcast_to<10>(seen(0_c)));
    c.assign(v, v * 0 + 3);
  }
};
struct Mixed {
  tn::Variable<std::int64_t, 3> n;
  tn::Variable<double, 3> d;
  tn::Variable<bool, 3> flag;
  TENON_MODULE(Mixed, n, d, flag);
  constexpr void step(auto& c) const {
    auto const more = n + 1;
    c.assign(flag, !(d > 0.5) || flag);
    c.assign(d, d + tn::cast<double>(n));
    c.assign(n, more);
  }
};

template <class M>
void update_laws() {
  using Source = tenon_test::StepSource<M>;
  CHECK(tenon_test::plan_is_sound(tn::Planned<Source>::plan));
  tenon_test::program_means_its_graph<Source>();
}
template <class Source>
void program_laws(double tolerance = 2e-5) {
  CHECK(tenon_test::plan_is_sound(tn::Planned<Source>::plan));
  tenon_test::program_means_its_graph<Source>(tolerance);
}

}  // namespace

TEST_CASE("an update reads all of the old value first", "[memory]") {
  update_laws<Contracted>();
  update_laws<Transposed>();
  update_laws<Normalised>();
  update_laws<Shifted>();
}

TEST_CASE("variables that read each other", "[memory]") {
  update_laws<Mutual>();
  update_laws<Rotated>();
  update_laws<Overwritten>();
}

TEST_CASE("several versions in one step", "[memory]") {
  update_laws<Chained>();
  update_laws<Mixed>();
}

TEST_CASE("functions of many kinds of nodes", "[memory]") {
  constexpr auto f = [](auto const& x, auto const& w, auto const& b) {
    auto const h = tn::tanh(tn::matmul(x, w) + b);
    auto const rows = tn::sum<1>(h);
    auto const c = tn::concat<0>(h, x(tn::to<2>) * 2);
    return std::tuple{h * tn::expand<1>(rows), tn::transpose(c), tn::reshape<35>(c), tn::max<0>(c) - tn::min(rows), x};
  };
  program_laws<tn::Function<decltype(f)>::source<T<5, 5>, T<5, 5>, T<5>>>();

  constexpr auto batched = [](auto const& a, auto const& b) {
    auto const p = tn::matmul(a, b);
    return std::tuple{tn::sum<0>(p), tn::matmul(tn::permute<0, 2, 1>(p), a) * 0.1f, tn::exp(-p)};
  };
  program_laws<tn::Function<decltype(batched)>::source<T<3, 4, 5>, T<5, 6>>>();
}
