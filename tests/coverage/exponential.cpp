// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("exponential functions and roots", [](tenon_test::Rows& rows) {
  ROW("sqrt", sqrt(x));
  ROW("rsqrt", rsqrt(x));
  ROW("cbrt", cbrt(x));
  ROW("reciprocal", reciprocal(x));
  ROW("hypot", hypot(x, y));
  ROW("pow", pow(x, y));
  ROW("exp", exp(x));
  ROW("exp2", exp2(x));
  ROW("expm1", expm1(x));
  ROW("log", log(x));
  ROW("log2", log2(x));
  ROW("log10", log10(x));
  ROW("log1p", log1p(x));
  ROW("tanh", tanh(x));
  ROW("sigmoid", sigmoid(x));
  ROW("softplus", softplus(x));
  ROW("elu", elu(x - y));
  ROW("elu with alpha", elu(x - y, 2));
  ROW("selu", selu(x - y));
  ROW("softmax", softmax(x));
  ROW("log_softmax", log_softmax(x));
});
