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

#if TENON_HAS_SIMD
template <class T, int N, int Size>
void round_trip() {
  INFO(N << " items of " << Size);
  if constexpr (tn::simd::has_pack<T, N>)
    if constexpr (tn::simd::Pack<T, N>::registers == 1) {
      T from[N * Size], to[N * Size] = {};
      for (int i = 0; i < N * Size; ++i) from[i] = static_cast<T>(i);
      tn::simd::Pack<T, N> lanes[Size];
      tn::kernel::load_items<Size>(from, lanes);
      bool seen[N] = {}, whole = true;
      for (int lane = 0; lane < N; ++lane) {
        auto element = [&](int e) {
          T values[N];
          lanes[e].store(values);
          return static_cast<int>(values[lane]);
        };
        int const item = element(0) / Size;
        seen[item] = true;
        for (int e = 0; e < Size; ++e) whole = whole && element(e) == item * Size + e;
      }
      for (bool const s : seen) CHECK(s);
      CHECK(whole);
      tn::kernel::store_items<Size>(lanes, to);
      CHECK(std::equal(from, from + N * Size, to));
    }
}
template <class T, int... Size>
void round_trips(std::integer_sequence<int, Size...>) {
  (round_trip<T, 2, Size>(), ...);
  (round_trip<T, 4, Size>(), ...);
  (round_trip<T, 8, Size>(), ...);
  (round_trip<T, 16, Size>(), ...);
}
#endif

}  // namespace

TEST_CASE("linear algebra: a batch on lanes is its matrices alone") {
  every_function<float, 37, 2>();
  every_function<double, 19, 3>();
  every_function<float, 16, 4>();
  every_function<double, 5, 4>();
  every_function<float, 21, 7>();
  every_function<double, 9, 16>();
}

#if TENON_HAS_SIMD
TEST_CASE("items of every size come to lanes and back") {
  round_trips<float>(std::integer_sequence<int, 1, 2, 3, 4, 5, 9, 16, 36, 75>{});
  round_trips<double>(std::integer_sequence<int, 1, 2, 3, 4, 9, 33>{});
}
#endif
