// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("linear algebra", [](tenon_test::Rows& rows) {
  ROW("matmul", matmul(x, y));
  ROW("dot", dot(x, y));
  ROW("inner", inner(x, y));
  ROW("outer", outer(x, y));
  ROW("kron", kron(x, y));
  ROW("tensordot", tensordot<1>(x, y));
  ROW("einsum", einsum<"ij,kj->ki">(x, y));
  ROW("trace", trace(x));
  ROW("det", det(x));
  ROW("slogdet", std::get<1>(slogdet(x)));
  ROW("inv", inv(x));
  ROW("solve", solve(x, y));
  ROW("triangular_solve", triangular_solve(x, y));
  ROW("cholesky", cholesky(x));
  ROW("qr", std::get<1>(qr(x)));
  ROW("matrix_power", matrix_power<3>(x));
  ROW("lu", std::get<2>(lu(x)));
  ROW("solve_status", std::get<0>(solve_status(x, y)));
  ROW("inv_status", std::get<0>(inv_status(x)));
  ROW("cholesky_status", std::get<0>(cholesky_status(x)));
  ROW("cross", cross(slice(x, all, to<3>), slice(y, all, to<3>)));
  ROW("vdot", vdot(x, y));
  ROW("multi_dot", multi_dot(x, y, x));
  ROW("vander", vander<3>(slice(x, at<0>)));
});
