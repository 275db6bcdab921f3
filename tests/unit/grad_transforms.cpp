// SPDX-License-Identifier: MIT
// jvp and vmap of the families of the vocabulary: forward mode comes from the reverse rules, so every rule is asked for its own
// derivative; and every routine for its way with one more axis.
#include "support/laws/transform_laws.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <std::size_t... D>
using T = tn::Tensor<double, D...>;

auto const m = spread_tensor<T<4, 5>>();
auto const batch = spread_tensor<T<3, 4, 5>>(-1, 1, 7);
auto const positive = spread_tensor<T<3, 4, 5>>(0.2, 2, 3);

template <class F>
void both(F f) {
  jvp_laws(f, m);
  vmap_laws(f, batch);
}

}  // namespace

TEST_CASE("transforms: elementwise, reductions, layout", "[grad]") {
  both([](auto const& x) { return tn::tanh(x) * tn::exp(x) + tn::sin(x) / (2 + tn::cos(x)); });
  both([](auto const& x) { return tn::erf(x) + tn::gelu(x) + tn::log1p(tn::square(x)) + tn::atan2(x, 1 + x * x); });
  both([](auto const& x) { return tn::where(x > 0, x * x, tn::expm1(x)) + tn::maximum(x, 0.1) + tn::abs(x); });
  both([](auto const& x) { return tn::softmax<0>(x) + tn::layer_normalization(x) + tn::logsumexp<1>(x, tn::keepdims); });
  both([](auto const& x) { return tn::var<0>(x) + tn::max<0>(x) * tn::mean<0>(x) + tn::prod<0>(x) + tn::norm<0>(x); });
  both([](auto const& x) { return tn::concat<0>(tn::flip<0>(x), x(tn::all, tn::range<0, 5>)) * 2; });
  both([](auto const& x) { return tn::transpose(tn::pad<tn::PadMode::reflect, 1, 2, 0, 1>(tn::reshape<5, 4>(x))) * 2; });
  both([](auto const& x) {
    return tn::tile<2, 1>(tn::roll<1, 0>(x)) + tn::mean(tn::diff<1>(x)) + tn::trace(tn::matmul(x, tn::transpose(x)));
  });
}

TEST_CASE("transforms: contractions and signals", "[grad]") {
  both([](auto const& x) { return tn::matmul(x, tn::transpose(x)); });
  both([](auto const& x) { return tn::einsum<"ij,kj,ik->k">(x, x, tn::matmul(x, tn::transpose(x))); });
  both([](auto const& x) { return tn::max_pool1d<2>(x) + tn::avg_pool1d<2>(x); });
  both([](auto const& x) { return tn::conv1d(x, tn::reshape<2, 5, 2>(x)); });
  vmap_laws([](auto const& x, auto const& y) { return tn::matmul(x, y); }, batch, spread_tensor<T<3, 5, 2>>());
}

TEST_CASE("transforms: routines", "[grad]") {
  both([](auto const& x) { return tn::cumsum<0>(x) + tn::cumprod<1>(x) + tn::cummax<1>(x); });
  both([](auto const& x) { return tn::sort<0>(x) * tn::sort<1>(x, tn::reverse); });
  both([](auto const& x) { return std::get<0>(tn::top_k<3>(x)) * 2; });
  both([](auto const& x) { return tn::take_along_axis<1>(x, tn::argsort<1>(tn::square(x))); });
  both([](auto const& x) { return tn::median<1>(x) + tn::sparsemax(x(tn::all, tn::at<0>)); });
  both([](auto const& x) { return tn::inv(tn::matmul(x, tn::transpose(x)) + tn::diag(tn::sum<1>(x) * 0 + 2)); });
  both([](auto const& x) { return tn::cholesky(tn::matmul(x, tn::transpose(x)) + tn::diag(tn::sum<1>(x) * 0 + 2)); });
  both([](auto const& x) { return tn::det(tn::matmul(x, tn::transpose(x)) + tn::diag(tn::sum<1>(x) * 0 + 2)); });
  both([](auto const& x) { return tn::solve(tn::matmul(x, tn::transpose(x)) + tn::diag(tn::sum<1>(x) * 0 + 2), x); });
}

TEST_CASE("transforms: more routines", "[grad]") {
  both([](auto const& x) { return std::get<0>(tn::qr(tn::matmul(x, tn::transpose(x)) + tn::diag(tn::sum<1>(x) * 0 + 2))) + 0; });
  both([](auto const& x) { return std::get<1>(tn::qr(tn::matmul(x, tn::transpose(x)) + tn::diag(tn::sum<1>(x) * 0 + 2))) + 0; });
  both([](auto const& x) {
    return tn::triangular_solve(tn::tril(tn::matmul(x, tn::transpose(x))) + tn::diag(tn::sum<1>(x) * 0 + 2), x);
  });
  both([](auto const& x) { return std::get<1>(tn::slogdet(tn::matmul(x, tn::transpose(x)) + tn::diag(tn::sum<1>(x) * 0 + 2))); });
  both([](auto const& x) { return tn::matrix_power<3>(tn::matmul(x, tn::transpose(x))); });
  both([](auto const& x) { return tn::quantile<0>(x, 0.3) + tn::cummin<0>(x, tn::reverse)(tn::at<1>); });
  both([](auto const& x) { return tn::cumprod<0>(x, tn::reverse) * tn::cummax<0>(x, tn::reverse); });
  both([](auto const& x) { return tn::resize<7>(tn::expand<0>(x)); });
  jvp_laws([](auto const& x) { return tn::segment_sum<3>(x, tn::cast<tn::Index>(tn::sum<1>(x * 0))); }, m);
  jvp_laws([](auto const& x) { return tn::segment_max<1>(x, tn::cast<tn::Index>(tn::sum<1>(x * 0))); }, m);
  jvp_laws([](auto const& x) { return tn::take<0>(x, tn::cast<tn::Index>(tn::sum<1>(x * 0) + 2)) * x; }, m);
  jvp_laws([](auto const& x) { return tn::scatter_nd_add(x, tn::cast<tn::Index>(tn::sum<1>(x * 0, tn::keepdims)), x * x); }, m);
}
