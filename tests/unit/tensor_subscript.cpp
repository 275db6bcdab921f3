// SPDX-License-Identifier: MIT
// x[i]: rows by run-time integers, by tensors of them, by masks; read and written. Views that are changed in place.
#include "support/death.hpp"
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <utility>

namespace tn = tenon;
using namespace tenon_test;

namespace {

tn::Tensor<int, 4, 3> numbers() { return tn::reshape<4, 3>(tn::arange<int, 12>()); }

constexpr tn::Tensor<int, 3, 2> changed() {
  tn::Tensor<int, 3, 2> x{{1, 2}, {3, 4}, {5, 6}};
  x[-1] = x[0] + 1;
  x[tn::Tensor<int, 2>{0, 1}] += 10;
  x[x > 12] = 0;
  x[0][1] = 7;
  x(tn::at<1>) *= 2;
  return x;
}
static_assert(changed()(0, 0) == 11 && changed()(0, 1) == 7 && changed()(1, 0) == 0 && changed()(2, 1) == 3);

}  // namespace

TEST_CASE("subscript: a row by a run-time integer") {
  tn::Tensor<int, 4, 3> x = numbers();
  auto const& constant = x;
  check_equal<int>(x[1] + 0, Array{{3}, {3, 4, 5}});
  check_equal<int>(constant[-1] + 0, Array{{3}, {9, 10, 11}});
  CHECK(x[2][1] == 7);
  CHECK(constant(tn::all, tn::at<0>)[3].item() == 9);
  for (int i = 0; i < 4; ++i) x[i] = x[i] * 2;
  x[0] += 100;
  x[3][2] = -5;
  check_equal<int>(x + 0, Array{{4, 3}, {100, 102, 104, 6, 8, 10, 12, 14, 16, 18, 20, -5}});
  x[1] = x[2];  // the elements, as NumPy
  x[0] = 8;
  CHECK((x(1, 0) == 12 && x(2, 0) == 12 && x(0, 2) == 8));
  tn::Tensor<float, 3> v{1, 2, 3};
  v[1] = 9;
  v[-1] += 1;
  CHECK((v[1] == 9 && std::as_const(v)[2] == 4));
  check_equal<int>(numbers()[3] + 0, Array{{3}, {9, 10, 11}});
  check_equal<int>(numbers()[tn::Tensor<int, 2>{1, 0}] + 0, Array{{2, 3}, {3, 4, 5, 0, 1, 2}});
}

TEST_CASE("subscript: rows by a tensor of integers") {
  tn::Tensor<int, 4, 3> x = numbers();
  tn::Tensor<std::int64_t, 2> const at{2, -4};
  check_equal<int>(x[at] + 0, Array{{2, 3}, {6, 7, 8, 0, 1, 2}});
  x[at] = tn::Tensor<int, 2, 3>{{1, 1, 1}, {2, 2, 2}};
  check_equal<int>(x + 0, Array{{4, 3}, {2, 2, 2, 3, 4, 5, 1, 1, 1, 9, 10, 11}});
  x[at] += tn::Tensor<int, 3>{10, 20, 30};
  x[tn::Tensor<int, 1>(1)] = 0;
  check_equal<int>(x + 0, Array{{4, 3}, {12, 22, 32, 0, 0, 0, 11, 21, 31, 9, 10, 11}});
  // What is written is read in full before, and the last of a row that is named twice stays.
  tn::Tensor<int, 3> v{1, 2, 3};
  v[tn::Tensor<int, 3>{0, 1, 2}] = v[tn::Tensor<int, 3>{2, 0, 1}];
  check_equal<int>(v + 0, Array{{3}, {3, 1, 2}});
  v[tn::Tensor<int, 3>{1, 1, 1}] = v;
  check_equal<int>(v + 0, Array{{3}, {3, 2, 2}});
  v[v - 1] = 7;  // by what it is made of itself
  check_equal<int>(v + 0, Array{{3}, {3, 7, 7}});
  same_everywhere([](auto const& t, auto const& i) { return (t * 2)[i] + t[i]; }, numbers(), at);
  same_everywhere([](auto const& t) { return t[2] + (t + 1)[-1]; }, numbers());
  gradient_is_right([](auto const& t, auto const& i) { return t[i] * (t * t)[1]; }, random_tensor<double, 4, 3>(1), at);
}

TEST_CASE("subscript: what a mask selects is assigned") {
  tn::Tensor<int, 4, 3> x = numbers();
  x[x > 8] = 0;
  x[x == 0 && x[tn::at<0>] != 1] -= 1;
  check_equal<int>(x + 0, Array{{4, 3}, {-1, 1, 2, 3, 4, 5, 6, 7, 8, -1, 0, -1}});
  x[tn::Tensor<bool, 4>{true, false, false, true}] = tn::Tensor<int, 3>{7, 8, 9};
  check_equal<int>(x + 0, Array{{4, 3}, {7, 8, 9, 3, 4, 5, 6, 7, 8, 7, 8, 9}});
  x[x > 4] = x * 10;
  check_equal<int>(x + 0, Array{{4, 3}, {70, 80, 90, 3, 4, 50, 60, 70, 80, 70, 80, 90}});
}

TEST_CASE("views are changed in place") {
  tn::Tensor<int, 4, 3> x = numbers();
  x(tn::at<0>) += 5;
  x(tn::all, tn::at<1>) *= 2;
  x(tn::from<2>, tn::from<1>) -= tn::Tensor<int, 2>{1, 2};
  x(tn::at<3>) /= 2;
  x(tn::at<1>) &= 3;
  x(tn::at<1>) <<= 4;
  check_equal<int>(x + 0, Array{{4, 3}, {5, 12, 7, 48, 0, 16, 6, 13, 6, 4, 9, 4}});
  x(tn::at<0>) += x(tn::at<3>);
  x(tn::all, tn::reversed) += x;  // read in full before it is written
  check_equal<int>(x + 0, Array{{4, 3}, {20, 42, 20, 64, 0, 64, 12, 26, 12, 8, 18, 8}});
}

#if TENON_CHECKS && TENON_HAS_FORK
TEST_CASE("subscript: an index out of range is named, and nothing written") {
  static tn::Tensor<int, 4, 3> x = numbers();
  CHECK(last_words([] { x[4] = 0; }).find("index out of range: 4, of an axis of extent 4") != std::string::npos);
  CHECK(last_words([] { x[-5][0] = 0; }).find("index out of range: -5, of an axis of extent 4") != std::string::npos);
  CHECK(last_words([] { x[tn::Tensor<int, 2>{0, 9}] = 1; }).find("index out of range: 9") != std::string::npos);
  CHECK(last_words([] {
          [[maybe_unused]] tn::Tensor<int, 2, 3> const y = x[tn::Tensor<int, 2>{0, 9}];
        }).find("index out of range: 9") != std::string::npos);
}
#endif
