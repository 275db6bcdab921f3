// SPDX-License-Identifier: MIT
#pragma once

#include "support/reference.hpp"

/// What matmul should give, as NumPy's `@`.
namespace tenon_test {

inline Array product(Array a, Array b) {
  bool const row = a.dims.size() == 1, column = b.dims.size() == 1;
  if (row) a.dims.insert(a.dims.begin(), 1);
  if (column) b.dims.push_back(1);
  std::size_t const ra = a.dims.size(), rb = b.dims.size(), rank = std::max(ra, rb);
  std::size_t const m = a.dims[ra - 2], k = a.dims[ra - 1], n = b.dims[rb - 1];
  Index dims;
  for (std::size_t i = 0; i + 2 < rank; ++i) {
    std::size_t const from_end = rank - i;
    std::size_t const x = from_end <= ra ? a.dims[ra - from_end] : 1, y = from_end <= rb ? b.dims[rb - from_end] : 1;
    dims.push_back(x == 1 ? y : x);
  }
  dims.push_back(m);
  dims.push_back(n);
  Array r = array(dims, [&](Index const& i) {
    Index left = i, right = i;
    double sum = 0;
    for (std::size_t s = 0; s < k; ++s) {
      left[rank - 1] = s;
      right[rank - 2] = s;
      sum += a(left) * b(right);
    }
    return sum;
  });
  if (column) r.dims.pop_back();
  if (row) r.dims.erase(r.dims.end() - (column ? 1 : 2));
  return r;
}

inline Array transposed(Array const& x) {
  Index dims = x.dims;
  std::swap(dims[dims.size() - 1], dims[dims.size() - 2]);
  return array(dims, [&](Index i) {
    std::swap(i[i.size() - 1], i[i.size() - 2]);
    return x(i);
  });
}

/// Elementwise of two arrays that broadcast.
template <class F>
Array zip(Array const& a, Array const& b, F const& f) {
  return array(a.dims, [&](Index const& i) { return f(a(i), b(i)); });
}

}  // namespace tenon_test
