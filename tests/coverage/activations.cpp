// SPDX-License-Identifier: MIT
#include "coverage.hpp"

static tenon_test::Family const family("activations", [](tenon_test::Rows& rows) {
  ROW("gelu", gelu(x - y));
  ROW("silu", silu(x - y));
  ROW("swish", swish(x - y));
  ROW("mish", mish(x - y));
  ROW("softsign", softsign(x - y));
  ROW("log_sigmoid", log_sigmoid(x - y));
  ROW("squareplus", squareplus(x - y));
  ROW("tanh_shrink", tanh_shrink(x - y));
  ROW("leaky_relu", leaky_relu(x - y));
  ROW("relu6", relu6(x - y));
  ROW("celu", celu(x - y));
  ROW("hard_sigmoid", hard_sigmoid(x - y));
  ROW("hard_silu", hard_silu(x - y));
  ROW("hard_tanh", hard_tanh(x - y));
  ROW("hard_shrink", hard_shrink(x - y));
  ROW("threshold", threshold(x - y, 0.25f, 0.f));
  ROW("sparse_plus", sparse_plus(x - y));
  ROW("sparse_sigmoid", sparse_sigmoid(x - y));
  ROW("soft_shrink", soft_shrink(x - y));
  ROW("gelu by tanh", gelu(x - y, approximate));
  ROW("ndtr", ndtr(x));
  ROW("glu", glu(x));
  ROW("sparsemax", sparsemax(x - y));
  ROW("layer_normalization", layer_normalization(x));
  ROW("tanh fast", tanh<fast>(x));
  ROW("sigmoid fast", sigmoid<fast>(x));
  ROW("exp fast", exp<fast>(x));
  ROW("erf fast", erf<fast>(x));
  ROW("gelu fast", gelu<fast>(x));
});
