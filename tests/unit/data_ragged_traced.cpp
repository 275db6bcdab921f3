// SPDX-License-Identifier: MIT
// Ragged tensors in traced functions give what they give outside, and gradients of their values.
#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/laws/transform_laws.hpp"

#include <tenon/data/ragged.hpp>
#include <tenon/data/tensor_array.hpp>
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdint>
#include <tuple>

namespace {

namespace tn = tenon;
namespace ragged = tenon::ragged;
using R = tn::RaggedTensor<float, 1, tn::Shape<>, 4, 8>;
using D = tn::RaggedTensor<double, 1, tn::Shape<>, 4, 8>;
using Points = tn::RaggedTensor<double, 1, tn::Shape<2>, 3, 6>;
using Deep = tn::RaggedTensor<double, 2, tn::Shape<>, 3, 5, 8>;

constexpr auto folds = [](auto const& x) {
  return std::tuple{ragged::sum(x),         ragged::mean(x),         ragged::max(x),
                    ragged::min(x),         ragged::any(x > 1),      ragged::all(x > 1),
                    ragged::row_lengths(x), ragged::value_rowids(x), ragged::to_tensor<3>(x, -1),
                    ragged::mask<3>(x)};
};
constexpr auto elementwise = [](auto const& x, auto const& y) {
  auto const z = 2 * x - y / x;
  return std::tuple{z, -z < y, ragged::map_flat_values([](auto const& v) { return tn::cast<int>(tn::exp(v)); }, x),
                    x * ragged::sum(y)(tn::at<0>)};
};
constexpr auto moved = [](auto const& x, auto const& dense, auto const& at) {
  return std::tuple{ragged::gather(x, at), ragged::from_tensor(dense, ragged::row_lengths(x)),
                    ragged::sum(ragged::gather(x, at) + 1)};
};

// Gradients: functions of a ragged tensor and its weights that give a number.

constexpr auto of_rows = [](auto const& x, auto const& w) {
  auto const y = tn::sum(w) * x * x + 1 / x;
  auto const means = tn::where(ragged::row_lengths(y) > 0, ragged::mean(y), 0);
  return tn::sum(ragged::sum(tn::sum(w) * x) * w) + tn::sum(tn::tanh(means)) +
         tn::sum(tn::where(ragged::row_lengths(x) > 0, ragged::max(x) * ragged::min(y), 0));
};
constexpr auto of_roots = [](auto const& x, auto const& w) {
  auto const roots =
      ragged::map_flat_values([](auto const& v, auto const& u) { return tn::log(v) * tn::sqrt(v) * tn::sum(u); }, x, w);
  return tn::sum(ragged::to_tensor<3>(roots) * tn::reshape<4, 1>(w)) +
         tn::sum(ragged::sum(ragged::gather(roots, tn::argsort(w)) * 3));
};
constexpr auto of_points = [](auto const& x, auto const& w) {
  auto const squares = ragged::map_flat_values([](auto const& v) { return tn::sum<-1>(v * v); }, x);
  return tn::sum(ragged::to_tensor<4>(x, -2) * w) + tn::sum(ragged::to_tensor<1>(squares, 0, ragged::truncate)) +
         tn::sum(tn::square(ragged::sum(x)));
};
constexpr auto of_deep = [](auto const& x, auto const& w) {
  auto const less = ragged::sum(x * x);
  return tn::sum(ragged::sum(less * tn::cast<double>(x.rows())) * w) +
         tn::sum(ragged::to_tensor<2, 3>(x) * ragged::to_tensor<2>(less)(tn::all, tn::all, tn::newaxis));
};
constexpr auto of_dense = [](auto const& x, auto const& w) {
  auto const made = ragged::from_tensor(tn::sin(ragged::to_tensor<3>(x, 9)), tn::minimum(ragged::row_lengths(x), 1));
  return tn::sum(ragged::sum(made) * w);
};

/// The gradient with respect to the values of x: its partition is that of x, and it agrees with differences.
template <class F, class X, class W>
void check_ragged_gradient(F f, X const& x, W const& w) {
  constexpr tn::GraphView g = decltype(tn::value_and_grad(f))::template graph<X, W>;
  tenon_test::Leaves leaves;
  tn::for_each_tensor(x, [&](auto const&, auto const& t) { leaves.push_back(tenon_test::scalars(t)); });
  leaves.push_back(tenon_test::scalars(w));
  auto const at_x = tn::evaluate(g, leaves, tn::Precision::reference);
  REQUIRE(g.output_count == 5);
  for (int part = 0; part < 2; ++part)
    for (int i = 0; i < leaves[part].size(); ++i) CHECK(at_x[1 + part][i].i == leaves[part][i].i);
  std::size_t const real = x.flat_values().size();
  for (int leaf = 2; leaf < 4; ++leaf)
    for (int i = 0; i < leaves[leaf].size(); ++i) {
      INFO("leaf " << leaf << ", element " << i);
      double const old = leaves[leaf][i].f, step = 1e-5;
      auto value_at = [&](double v) {
        leaves[leaf][i].f = v;
        return tn::evaluate(g, leaves, tn::Precision::reference)[0][0].f;
      };
      double const expected = (value_at(old + step) - value_at(old - step)) / (2 * step);
      leaves[leaf][i].f = old;
      CHECK(at_x[1 + leaf][i].f == tenon_test::Approx(expected).epsilon(2e-7).margin(2e-7));
      if (leaf == 2 && static_cast<std::size_t>(i) >= real) CHECK(at_x[3][i].f == 0);
    }
}

bool same(auto const& a, auto const& b) {
  bool equal = true;
  for (std::size_t i = 0; i < a.size; ++i)
    equal = equal && (a.data()[i] == b.data()[i] || (a.data()[i] != a.data()[i] && b.data()[i] != b.data()[i]));
  return equal;
}

struct Scaled {
  tn::Param<float> by{3.F};
  TENON_MODULE(Scaled, by);
  constexpr auto call(auto const& x) const { return x * by; }
};

}  // namespace

TEST_CASE("ragged: a traced function gives what is given outside", "[data]") {
  R const x{{1, 2, 3}, {}, {0.5F}}, y{{4, -1, 2}, {}, {3}};
  auto const run = tn::function(folds);
  for (R const& r : {x, y, R{}, R{{}, {}}, R{{1, 1, 1}, {2, 2, 2}, {3}, {4}}}) {
    auto const inside = run(r), outside = folds(r);
    CHECK((same(std::get<0>(inside), std::get<0>(outside)) && same(std::get<1>(inside), std::get<1>(outside))));
    CHECK((same(std::get<2>(inside), std::get<2>(outside)) && same(std::get<3>(inside), std::get<3>(outside))));
    CHECK((same(std::get<4>(inside), std::get<4>(outside)) && same(std::get<5>(inside), std::get<5>(outside))));
    CHECK((same(std::get<6>(inside), std::get<6>(outside)) && same(std::get<7>(inside), std::get<7>(outside))));
    CHECK((same(std::get<8>(inside), std::get<8>(outside)) && same(std::get<9>(inside), std::get<9>(outside))));
  }
  auto const [z, less, whole, by] = tn::function(elementwise)(x, y);
  static_assert(std::is_same_v<decltype(z), R const>);
  CHECK(z == 2 * x - y / x);
  CHECK(less == (-(2 * x - y / x) < y));
  CHECK(whole == ragged::map_flat_values([](auto const& v) { return tn::cast<int>(tn::exp(v)); }, x));
  CHECK(by == 5 * x);
  // What lies behind the last value is zero again.
  CHECK((z.rows() == 3 && z.row_splits()[3] == 4));

  tn::Tensor<float, 4, 2> const dense{{1, 2}, {3, 4}, {5, 6}, {7, 8}};
  R const short_rows{{9}, {}, {8, 7}};
  auto const [chosen, made, sums] = tn::function(moved)(short_rows, dense, tn::Tensor<int, 4>{2, -1, 0, 1});
  CHECK(chosen == ragged::gather(short_rows, {2, -1, 0, 1}));
  CHECK(made == R{{1}, {}, {5, 6}, {}});
  CHECK((sums(0) == 17 && sums(2) == 10 && sums(3) == 0));
}

TEST_CASE("ragged: gradients of values in a trace", "[data]") {
  tn::Tensor<double, 4> const w{0.5, -1.5, 2, 0.75};
  D const x{{0.5, 1.5, 2.5}, {}, {0.75}};
  check_ragged_gradient(of_rows, x, w);
  check_ragged_gradient(of_rows, D{}, w);
  check_ragged_gradient(of_roots, D{{0.5, 1.5, 2.5}, {}, {0.75}, {}}, w);
  check_ragged_gradient(of_dense, x, w);
  check_ragged_gradient(of_points, Points{{{1, 2}, {0.5, -1}}, {}, {{0.25, 3}}},
                        tenon_test::spread_tensor<tn::Tensor<double, 3, 4, 2>>());
  check_ragged_gradient(of_deep, Deep{{{1, 2, -1}, {}}, {}, {{0.5}}}, tn::Tensor<double, 3>{0.5, -1.5, 2});
}

TEST_CASE("ragged: gradients as ragged tensors, and what a loop carries", "[data]") {
  R const x{{1, 2, 3}, {}, {0.5F}};
  constexpr auto squares = [](auto const& r) {
    auto const twice = tn::fori_loop<2>([](auto const&, auto const& y, auto const& z) { return y + z; }, r, r);
    return tn::sum(ragged::sum(twice * r));
  };
  R const slope = tn::grad(squares)(x);
  CHECK(slope == 6 * x);
  auto const [value, by_path] = tn::value_and_grad(squares, tn::wrt<0>)(x);
  CHECK((value.item() == 3 * 14.25F && by_path == slope));
}

TEST_CASE("ragged: directions, models, and the gradient of an array", "[data]") {
  R const x{{1, 2, 3}, {}, {0.5F}};
  constexpr auto cubes = [](auto const& r) { return ragged::sum(r * r * r); };
  auto const [cubed, along] = tn::jvp(cubes)(x, R{{1, 0, 2}, {}, {4}});
  CHECK((cubed(0) == 36 && along(0) == 57 && along(1) == 0 && along(2) == 3));
  auto const [sums, back] = tn::vjp(cubes)(x, tn::Tensor<float, 4>{1, 5, 2, 7});
  CHECK((sums(0) == 36 && back == R{{3, 12, 27}, {}, {1.5F}}));
  Scaled const scaled{};
  CHECK(tn::call(scaled, x) == 3 * x);

  using Array = tn::TensorArray<float, 3>;
  auto const slope =
      tn::grad([](auto const& a) { return a.read(1) * a.read(1) + 0 * a.read(0); })(Array{}.write(0, 5.F).write(1, 4.F));
  CHECK((slope.read(1) == 8 && slope.read(0) == 0 && !slope.written()(2)));
}

#if TENON_HAS_FORK
TEST_CASE("ragged: what run time finds wrong in a traced function", "[data]") {
  R const x{{1, 2, 3}, {}, {0.5F}};
  tn::Tensor<float, 4, 2> const dense{};
  using tenon_test::last_words;
  CHECK(last_words([&] { static_cast<void>(tn::function(folds)(R{{1}, {1, 2, 3, 4}})); }) ==
        "tenon: ragged::to_tensor: row 1 of axis 1 has 4 values, more than the width 3\n");
  CHECK(last_words([&] { static_cast<void>(tn::function(elementwise)(x, R{{1, 2, 3}, {4}, {}})); }) ==
        "tenon: ragged::map_flat_values: row 1 of axis 1 has 1 values in lhs and 0 in rhs\n");
  CHECK(last_words([&] { static_cast<void>(tn::function(moved)(x, dense, tn::Tensor<int, 4>{0, 0, 0, 0})); }) ==
        "tenon: ragged::gather: 12 values do not fit a capacity of 8\n");
  CHECK(last_words([&] { static_cast<void>(tn::function(moved)(x, dense, tn::Tensor<int, 4>{0, 3, 0, 0})); }) ==
        "tenon: ragged::gather: rows[1] = 3 is out of range: there are 3 rows\n");
  CHECK(last_words([&] { static_cast<void>(tn::function(moved)(x, dense, tn::Tensor<int, 4>{1, 1, 1, 1})); }) ==
        "tenon: ragged::from_tensor: lengths[0] = 3 of a row of 2 values\n");
}
#endif
