// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"
#include "support/op_laws.hpp"

#include <functional>
#include <vector>

/// Plain arrays of double with run-time shapes, for writing down what an op on tensors should give.
namespace tenon_test {

using Index = std::vector<std::size_t>;

struct Array {
  Index dims;
  std::vector<double> values;

  /// The element at an index; axes are aligned at the end and an extent of 1 stretches.
  double operator()(Index const& index) const {
    std::size_t at = 0;
    for (std::size_t a = 0; a < dims.size(); ++a) {
      std::size_t const i = index[index.size() - dims.size() + a];
      at = at * dims[a] + (dims[a] == 1 ? 0 : i);
    }
    return values[at];
  }
};

/// Calls f for every index of a shape, in row-major order.
template <class F>
void for_each_index(Index const& dims, F const& f) {
  std::size_t count = 1;
  for (std::size_t const d : dims) count *= d;
  Index index(dims.size(), 0);
  for (std::size_t n = 0; n < count; ++n) {
    f(static_cast<Index const&>(index));
    for (std::size_t a = dims.size(); a-- > 0;) {
      if (++index[a] < dims[a]) break;
      index[a] = 0;
    }
  }
}

/// A function of the index, whatever its type: what takes it is compiled once.
class IndexFunction {
 public:
  template <class F>
  IndexFunction(F const& f)
      : f_(&f), call_([](void const* g, Index const& i) { return static_cast<double>((*static_cast<F const*>(g))(i)); }) {}
  double operator()(Index const& i) const { return call_(f_, i); }

 private:
  void const* f_;
  double (*call_)(void const*, Index const&);
};
/// An array from a function of the index.
inline Array array(Index const& dims, IndexFunction f) {
  Array r{dims, {}};
  for_each_index(dims, [&](Index const& i) { r.values.push_back(f(i)); });
  return r;
}

inline Index index_of(tn::Dims const& d) { return Index(d.extent, d.extent + d.rank); }
template <std::size_t... D>
Index dims_of(tn::Shape<D...>) {
  return {D...};
}
template <class T, class S, class Storage>
Array array(tn::BasicTensor<T, S, Storage> const& t) {
  return {index_of(tn::dims_of<S>), std::vector<double>(t.data(), t.data() + S::size)};
}

/// A tensor of random numbers: floats in [-2, 2), integers from -8 to 7 (unsigned: 0 to 15).
template <class T, std::size_t... D>
tn::Tensor<T, D...> random_tensor(std::uint64_t seed = 1) {
  Random random{seed};
  tn::Tensor<T, D...> t;
  for (T& x : t) {
    if constexpr (std::is_same_v<T, bool>)
      x = random.sample<bool>(0, 1);
    else if constexpr (std::is_floating_point_v<T>)
      x = random.sample<T>(-2, 2);
    else
      x = static_cast<T>(static_cast<int>(random.bits() % 16) - (std::is_signed_v<T> ? 8 : 0));
  }
  return t;
}

inline void check_equal(Array const& got, Array const& want, double tolerance) {
  REQUIRE(got.dims == want.dims);
  REQUIRE(got.values.size() == want.values.size());
  Worst w{"elements", 0, {}};
  for (std::size_t i = 0; i < got.values.size(); ++i) {
    double const g = got.values[i], x = want.values[i];
    double const off = g == x || (g != g && x != x) ? 0 : std::abs(g - x) > tolerance || g != g ? HUGE_VAL : 0;
    if (off != 0) w.add(off, std::to_string(i) + ": got " + std::to_string(g) + ", not " + std::to_string(x));
  }
  w.check(0);
}
/// Checks dtype, shape and every element of an expression; `tolerance` is absolute.
template <class T, class E>
void check_equal(E const& expression, Array const& want, double tolerance = 0) {
  static_assert(std::is_same_v<typename E::value_type, T>);
  tn::BasicTensor<T, typename E::shape_type> const got(expression);
  check_equal(array(got), want, tolerance);
}

}  // namespace tenon_test
