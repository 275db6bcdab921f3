// SPDX-License-Identifier: MIT
// Eigen's matrices as tensors, and tensors as Eigen's matrices, over one memory.
#include "support/death.hpp"
#include "support/reference.hpp"

#include <tenon/interop/eigen.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class M>
void fill(M& m) {
  for (Eigen::Index i = 0; i < m.rows(); ++i)
    for (Eigen::Index j = 0; j < m.cols(); ++j) m(i, j) = static_cast<typename M::Scalar>(10 * i + j);
}
template <class M>
Array array_of(M const& m) {
  return array({static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols())},
               [&](Index const& i) { return double(m(Eigen::Index(i[0]), Eigen::Index(i[1]))); });
}
/// The view reads what the matrix holds, and writes to it.
template <class M>
void shares(M& m) {
  fill(m);
  auto const v = tn::view(m);
  using T = typename M::Scalar;
  check_equal<T>(v, array_of(m));
  check_equal<T>(tn::matmul(tn::transpose(v), v), array_of((m.matrix().transpose() * m.matrix()).eval()));
  v(tn::at<1>) = T(5);
  for (Eigen::Index j = 0; j < m.cols(); ++j) CHECK(m(1, j) == T(5));
  CHECK(m(0, 1) == T(1));
}

}  // namespace

TEST_CASE("matrices and arrays of a fixed size, of both orders", "[eigen]") {
  Eigen::Matrix<float, 3, 4> column;
  Eigen::Matrix<double, 3, 4, Eigen::RowMajor> row;
  Eigen::Array<int, 2, 5> array;
  shares(column);
  shares(row);
  shares(array);
  STATIC_REQUIRE(std::is_same_v<decltype(tn::view(column)), tn::StridedView<float, tn::Shape<3, 4>, tn::Strides<1, 3>>>);
  STATIC_REQUIRE(std::is_same_v<decltype(tn::view(row)), tn::StridedView<double, tn::Shape<3, 4>, tn::Strides<4, 1>>>);
  auto const& fixed = column;
  STATIC_REQUIRE(std::is_same_v<decltype(tn::view(fixed))::element_type, float const>);
}

TEST_CASE("vectors, blocks, transposes and maps", "[eigen]") {
  Eigen::Vector3f v(1, 2, 3);
  Eigen::RowVector3f const r(4, 5, 6);
  check_equal<float>(tn::view(v) * tn::view(r), Array{{3}, {4, 10, 18}});
  check_equal<float>(tn::view<tn::Shape<3, 1>>(v), Array{{3, 1}, {1, 2, 3}});
  check_equal<float>(tn::view<tn::Shape<1, 3>>(r), Array{{1, 3}, {4, 5, 6}});
  Eigen::Matrix<float, 4, 5> m;
  fill(m);
  check_equal<float>(tn::view(m.block<2, 3>(1, 2)), Array{{2, 3}, {12, 13, 14, 22, 23, 24}});
  check_equal<float>(tn::view(m.row(2)), Array{{5}, {20, 21, 22, 23, 24}});
  check_equal<float>(tn::view(m.transpose()), array_of(m.transpose().eval()));
  tn::view(m.col(3)) = -1.f;
  CHECK(m(2, 3) == -1);
  CHECK(m(2, 2) == 22);
  float memory[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  Eigen::Map<Eigen::Matrix2f, 0, Eigen::Stride<6, 2>> const map(memory);
  check_equal<float>(tn::view(map), Array{{2, 2}, {0, 6, 2, 8}});
}

TEST_CASE("sizes that are known when it is run", "[eigen]") {
  Eigen::MatrixXf m(3, 4);
  fill(m);
  check_equal<float>(tn::view<tn::Shape<3, 4>>(m), array_of(m));
  Eigen::VectorXd v = Eigen::VectorXd::LinSpaced(5, 0, 4);
  check_equal<double>(tn::view<tn::Shape<5>>(v), Array{{5}, {0, 1, 2, 3, 4}});
  CHECK_THAT(last_words([&] { tn::view<tn::Shape<4, 3>>(m); }), contains("view of an Eigen matrix: rows: expected 4, found 3"));
  CHECK_THAT(last_words([&] { tn::view<tn::Shape<2, 3>>(m.topLeftCorner(2, 3)); }),
             contains("view of an Eigen matrix: outer stride: expected 2, found 3"));
}

TEST_CASE("sizes that differ when compiling", "[eigen]") {
  using tn::diagnose::eigen_sizes_are_the_shape;
  STATIC_REQUIRE(eigen_sizes_are_the_shape<tn::Shape<2, 3>, 2, 3> &&
                 eigen_sizes_are_the_shape<tn::Shape<2, 3>, Eigen::Dynamic, 3>);
  STATIC_REQUIRE(!eigen_sizes_are_the_shape<tn::Shape<2, 3>, 3, 2> && !eigen_sizes_are_the_shape<tn::Shape<2, 3>, 6, 1>);
  STATIC_REQUIRE(eigen_sizes_are_the_shape<tn::Shape<6>, 6, 1> && eigen_sizes_are_the_shape<tn::Shape<6>, 1, Eigen::Dynamic>);
  STATIC_REQUIRE(!eigen_sizes_are_the_shape<tn::Shape<6>, 2, 3> && !eigen_sizes_are_the_shape<tn::Shape<5>, 6, 1>);
  STATIC_REQUIRE(!eigen_sizes_are_the_shape<tn::Shape<1, 2, 3>, 2, 3> && !eigen_sizes_are_the_shape<tn::Shape<>, 1, 1>);
  STATIC_REQUIRE(!tn::diagnose::eigen_sizes_are_compile_time_constants<3, Eigen::Dynamic>);
}

TEST_CASE("tensors as maps", "[eigen]") {
  tn::Tensor<float, 2, 3> t{{1, 2, 3}, {4, 5, 6}};
  auto map = tn::to_eigen(t);
  STATIC_REQUIRE(decltype(map)::RowsAtCompileTime == 2);
  STATIC_REQUIRE(decltype(map)::IsRowMajor);
  CHECK(map(1, 0) == 4);
  map(0, 2) = 30;
  CHECK(t(0, 2) == 30);
  map.col(1).array() += 1;
  CHECK(t(1, 1) == 6);
  tn::Tensor<double, 3> const v{1, 2, 3};
  CHECK(tn::to_eigen(v).norm() == std::sqrt(14.0));
  tn::Tensor<float, 3, 1> const column{{1}, {2}, {3}};
  CHECK(tn::to_eigen(column).sum() == 6);
  tn::Tensor<float, 1, 3> const row{{1, 2, 3}};
  CHECK(tn::to_eigen(row).cols() == 3);

  std::vector<float> memory{0, 1, 2, 3, 4, 5, 6, 7};
  auto const strided = tn::to_eigen(tn::view<tn::Shape<2, 3>, tn::Strides<1, 2>>(memory));
  CHECK(strided(1, 2) == 5);
  CHECK(strided(0, 1) == 2);
  auto const padded = tn::to_eigen(tn::view<tn::Shape<2, 1>, tn::Strides<4, 1>>(memory));
  CHECK(padded(1, 0) == 4);
  check_equal<float>(tn::view(tn::to_eigen(t)), array(t));  // there and back
}
