// SPDX-License-Identifier: MIT
#include "support/reference.hpp"

#include <tenon/autodiff/grad.hpp>
#include <tenon/trace/run.hpp>

#include <boost/hana/integral_constant.hpp>

namespace tn = tenon;
using namespace tenon_test;
using namespace boost::hana::literals;

namespace {

auto const matrix = random_tensor<float, 6, 21>(1);
Array const m = array(matrix);
auto const cube = random_tensor<std::int32_t, 3, 4, 5>(2);
Array const c = array(cube);

}  // namespace

TEST_CASE("ranges", "[slice]") {
  check_equal<float>(matrix(tn::all), m);
  check_equal<float>(matrix(tn::from<2>), array({4, 21}, [](Index const& i) { return m({i[0] + 2, i[1]}); }));
  check_equal<float>(matrix(tn::from<-2>), array({2, 21}, [](Index const& i) { return m({i[0] + 4, i[1]}); }));
  check_equal<float>(matrix(tn::all, tn::to<17>), array({6, 17}, [](Index const& i) { return m(i); }));
  check_equal<float>(matrix(tn::all, tn::to<-1>), array({6, 20}, [](Index const& i) { return m(i); }));
  check_equal<float>(matrix(tn::range<1, 5, 3>, tn::range<0, 21, 2>),
                     array({2, 11}, [](Index const& i) { return m({1 + 3 * i[0], 2 * i[1]}); }));
  check_equal<float>(matrix(tn::from<6>), Array{{0, 21}, {}});
}

TEST_CASE("negative steps", "[slice]") {
  check_equal<float>(matrix(tn::reversed), array({6, 21}, [](Index const& i) { return m({5 - i[0], i[1]}); }));
  check_equal<float>(matrix(tn::all, tn::reversed), array({6, 21}, [](Index const& i) { return m({i[0], 20 - i[1]}); }));
  check_equal<float>(matrix(tn::range<5, 0, -2>, tn::range<-1, 2, -1>),
                     array({3, 18}, [](Index const& i) { return m({5 - 2 * i[0], 20 - i[1]}); }));
  check_equal<float>(matrix(tn::range<2, tn::slice_end, -1>), array({3, 21}, [](Index const& i) { return m({2 - i[0], i[1]}); }));
  check_equal<float>(tn::Tensor<float, 0, 2>()(tn::reversed), Array{{0, 2}, {}});
}

// What is sliced to nothing is computed by nobody: its kernel has no place to write to.
TEST_CASE("nothing of a computed value", "[slice]") {
  tn::Tensor<float, 4> const x{4, 3, 2, 1};
  check_equal<float>(tn::sort(x)(tn::range<1, 1>), Array{{0}, {}});
  check_equal<float>((x * 2)(tn::from<4>), Array{{0}, {}});
  tn::Tensor<float, 4> const y = tn::function([](auto const& v) {
    auto const sorted = tn::sort(v);
    return tn::concat<0>(tn::slice(sorted, tn::range<2, 2>), v);
  })(x);
  check_equal<float>(y, array(x));
  static constexpr tn::Tensor<float, 0> constant = tn::sort(tn::Tensor<float, 2>{2, 1})(tn::range<1, 1>);
  CHECK(constant.size == 0);
  constexpr auto of_nothing = [](auto const& v) { return tn::sum(tn::slice(tn::sort(v), tn::range<1, 1>)) + tn::sum(v); };
  check_equal<float>(tn::grad(of_nothing)(x), Array{{4}, {1, 1, 1, 1}});
}

TEST_CASE("indices drop their axis", "[slice]") {
  check_equal<float>(matrix(1_c), array({21}, [](Index const& i) { return m({1, i[0]}); }));
  check_equal<float>(matrix(tn::all, tn::at<-1>), array({6}, [](Index const& i) { return m({i[0], 20}); }));
  check_equal<float>(matrix(2_c, 3_c), Array{{}, {m({2, 3})}});
  check_equal<std::int32_t>(cube(tn::all, 2_c), array({3, 5}, [](Index const& i) { return c({i[0], 2, i[1]}); }));
  check_equal<std::int32_t>(cube(std::integral_constant<int, -1>{}),
                            array({4, 5}, [](Index const& i) { return c({2, i[0], i[1]}); }));
}

TEST_CASE("new axes and the ellipsis", "[slice]") {
  check_equal<float>(matrix(tn::ellipsis, 1_c, tn::newaxis), array({6, 1}, [](Index const& i) { return m({i[0], 1}); }));
  check_equal<float>(matrix(tn::newaxis, tn::all, tn::newaxis), Array{{1, 6, 1, 21}, m.values});
  check_equal<std::int32_t>(cube(tn::ellipsis, tn::from<3>),
                            array({3, 4, 2}, [](Index const& i) { return c({i[0], i[1], i[2] + 3}); }));
  check_equal<std::int32_t>(cube(0_c, tn::ellipsis, 4_c), array({4}, [](Index const& i) { return c({0, i[0], 4}); }));
  check_equal<std::int32_t>(cube(tn::ellipsis), c);
  check_equal<std::int32_t>(cube(0_c, 1_c, tn::ellipsis, 2_c), Array{{}, {c({0, 1, 2})}});
}

TEST_CASE("slices of slices and of expressions", "[slice]") {
  check_equal<float>(matrix(tn::from<1>)(tn::range<4, 0, -2>, tn::to<9>),
                     array({2, 9}, [](Index const& i) { return m({5 - 2 * i[0], i[1]}); }));
  check_equal<float>((matrix + matrix)(tn::all, 3_c), array({6}, [](Index const& i) { return 2 * m({i[0], 3}); }));
  check_equal<float>(tn::transpose(matrix)(tn::range<20, 10, -5>),
                     array({2, 6}, [](Index const& i) { return m({i[1], 20 - 5 * i[0]}); }));
  check_equal<float>(matrix(tn::from<1>) - matrix(tn::to<-1>),
                     array({5, 21}, [](Index const& i) { return m({i[0] + 1, i[1]}) - m(i); }), 1e-6);
  check_equal<float>(matrix(tn::all, tn::range<0, 20, 2>) * matrix(tn::all, tn::range<1, 21, 2>),
                     array({6, 10}, [](Index const& i) { return m({i[0], 2 * i[1]}) * m({i[0], 2 * i[1] + 1}); }), 1e-5);
}

TEST_CASE("assignment to a slice writes its elements and no others", "[slice]") {
  auto t = matrix;
  t(tn::range<0, 6, 2>, tn::range<20, 0, -3>) = 7;
  check_equal<float>(t(tn::all),
                     array({6, 21}, [](Index const& i) { return i[0] % 2 == 0 && i[1] > 0 && (20 - i[1]) % 3 == 0 ? 7 : m(i); }));
  t = matrix;
  t(3_c) = matrix(0_c) + 1;
  check_equal<float>(t(tn::all), array({6, 21}, [](Index const& i) { return i[0] == 3 ? m({0, i[1]}) + 1 : m(i); }), 1e-6);
  t = matrix;
  t(tn::all, tn::from<19>) = tn::Tensor<float, 2>{1, 2};
  check_equal<float>(t(tn::all),
                     array({6, 21}, [](Index const& i) { return i[1] < 19 ? m(i) : static_cast<double>(i[1] - 18); }));
  t = matrix;
  t(tn::all, 0_c, tn::newaxis) = tn::sum<1>(matrix, tn::keepdims);
  CHECK(t(2, 0) == Approx(tn::sum(matrix(2_c)).item()));
  CHECK(t(2, 1) == matrix(2, 1));
  tn::Tensor<std::int32_t, 3, 4, 5> u;
  u(tn::ellipsis) = cube;
  check_equal<std::int32_t>(u(tn::all), c);
  u(1_c, tn::ellipsis) = tn::transpose(tn::reshape<5, 4>(cube(0_c)));
  CHECK(u(1, 2, 3) == c({0, 2, 4}));
  CHECK(u(2, 2, 3) == c({2, 2, 3}));
}
