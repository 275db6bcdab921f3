// SPDX-License-Identifier: MIT
// Batches that are worked on a matrix a lane give what each of their matrices gives alone, whatever their number.
#include "support/matrices.hpp"

#include <tenon/core.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// Whether each matrix of a batch agrees with the same function of that matrix alone, bit for bit.
template <class T, std::size_t Batch, std::size_t N, class F>
void as_alone(F f, tn::Tensor<T, Batch, N, N> const& a) {
  using All = tensor_of<decltype(f(a))>;
  All const all = f(a);
  std::size_t const each = all.size / Batch;
  bool same = true;
  for (std::size_t b = 0; b < Batch; ++b) {
    tn::Tensor<T, 1, N, N> one;
    for (std::size_t i = 0; i < N * N; ++i) one.data()[i] = a.data()[b * N * N + i];
    tensor_of<decltype(f(one))> const alone = f(one);
    for (std::size_t i = 0; i < each; ++i) {
      T const x = all.data()[b * each + i], y = alone.data()[i];
      same = same && (x == y || (x != x && y != y));
    }
  }
  CHECK(same);
}

/// Some are singular, some nearly, some not positive, one is not a number.
template <class T, std::size_t Batch, std::size_t N>
void every_function() {
  INFO(Batch << " of " << N << ", " << sizeof(T) << " bytes");
  tn::Tensor<T, Batch, N, N> a = random_tensor<T, Batch, N, N>(Batch + N);
  for (std::size_t i = 0; i < N; ++i) {
    a(Batch / 2, N - 1, i) = 0;
    a(Batch - 1, N - 1, i) = a(Batch - 1, 0, i) * T(1.0001);
  }
  a(Batch / 3, N / 2, 0) = std::numeric_limits<T>::quiet_NaN();
  as_alone([](auto const& m) { return tn::inv(m); }, a);
  as_alone([](auto const& m) { return tn::det(m); }, a);
  as_alone([](auto const& m) { return tn::solve(m, m(tn::all, tn::all, tn::to<1>)); }, a);
  as_alone([](auto const& m) { return std::get<1>(tn::slogdet(m)); }, a);
  tn::Tensor<T, Batch, N, N> s = tn::matmul(a, tn::permute<0, 2, 1>(a));
  for (std::size_t b = 1; b < Batch; ++b) s(b, 0, 0) += T(1);
  as_alone([](auto const& m) { return tn::cholesky(m); }, s);
}

}  // namespace

TEST_CASE("linear algebra: a batch on lanes is its matrices alone") {
  every_function<float, 37, 2>();
  every_function<double, 9, 4>();
  every_function<float, 17, 7>();
}
