// SPDX-License-Identifier: MIT
// Tenon beside NumPy; tests/support/numpy_cases.hpp says how.
#include "support/numpy_cases.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T>
void floating(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const a = cases.input<T, 3, 4>("a");
  auto const b = cases.input<T, 4, 5>("b");
  auto const v = cases.input<T, 4>("v");
  auto const w = cases.input<T, 3>("w");
  auto const p = cases.input<T, 2, 3, 4>("p");
  auto const q = cases.input<T, 2, 4, 3>("q");
  auto const r = cases.input<T, 5, 1, 4, 3>("r");
  auto const g = cases.input<T, 2, 3, 3>("g");
  auto const m = cases.input<T, 5, 2>("m");
  auto const n = cases.input<T, 2, 6>("n");
  auto const h = cases.input<T, 2, 2, 4, 3>("h");
  CLOSE(16, matmul(a, b));
  CLOSE(16, matmul(transpose(b), transpose(a)));
  CLOSE(16, matmul(a, v));
  CLOSE(16, matmul(w, a));
  CLOSE(16, matmul(v, v));
  CLOSE(16, matmul(p, q));
  CLOSE(16, matmul(p, b));
  CLOSE(16, matmul(p, r));
  CLOSE(16, matmul(p, v));
  CLOSE(16, matmul(flip<1>(p), q(all, reversed)));
  CLOSE(16, dot(v, v));
  CLOSE(16, dot(p, v));
  CLOSE(16, outer(w, v));
  CLOSE(16, inner(a, p));
  CLOSE(16, kron(a, b));
  CLOSE(16, tensordot<1>(p, b));
  CLOSE(16, tensordot<2>(p, a));
  CLOSE(16, tensordot<0>(w, v));
  CLOSE(16, trace(g));
  CLOSE(16, einsum<"ij,jk->ik">(a, b));
  CLOSE(16, einsum<"ij,jk,kl,lm->im">(a, b, m, n));
  CLOSE(16, einsum<"ij->ji">(a));
  CLOSE(16, einsum<"bii->bi">(g));
  CLOSE(16, einsum<"bii->b">(g));
  CLOSE(16, einsum<"bij->">(p));
  CLOSE(16, einsum<"bij->j">(p));
  CLOSE(16, einsum<"i,j->ij">(w, v));
  CLOSE(16, einsum<"i,i->">(v, v));
  CLOSE(16, einsum<"bij,bjk->bik">(p, q));
  CLOSE(16, einsum<"bij,bjk->kib">(p, q));
  CLOSE(16, einsum<"ij,ij->i">(a, a));
  CLOSE(16, einsum<"bij,j->bi">(p, v));
  CLOSE(16, einsum<"...ij,jk->...ik">(p, b));
  CLOSE(16, einsum<"bhqd,bhkd->bhqk">(h, h));
  CLOSE(16, einsum<"i,ij,j->">(w, a, v));
  CLOSE(16, einsum<"bij,kj,j->bk">(p, a, v));
  CLOSE(16, einsum<"...j->...">(h));
  CLOSE(16, einsum<"bij,cij->bc">(p, p));
  CLOSE(16, einsum<"ij,jk">(a, b));
  CLOSE(16, einsum<"ji,kj">(b, a));
}

template <class T>
void integer(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const a = cases.input<T, 3, 4>("a");
  auto const b = cases.input<T, 4, 5>("b");
  EXACT(matmul(a, b));
  EXACT(einsum<"ij,jk->k">(a, b));
}

}  // namespace

TEST_CASE("oracle: products") {
  NumpyCases cases("products");
  floating<float>(cases);
  floating<double>(cases);
  integer<std::int8_t>(cases);
  integer<std::int32_t>(cases);
  integer<std::uint64_t>(cases);
  cases.check_consumed();
}
