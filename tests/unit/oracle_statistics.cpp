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
  auto const a = cases.input<T, 2, 3, 6>("a");
  auto const n = cases.input<T, 4, 5>("n");
  CLOSE(8, var(a));
  CLOSE(8, tn::std(a, ddof<1>));
  EXACT(median(a));
  CLOSE(8, logsumexp(a));
  CLOSE(8, norm(a));
  CLOSE(8, var<0>(a));
  CLOSE(8, tn::std<0>(a, ddof<1>));
  EXACT(median<0>(a));
  CLOSE(8, logsumexp<0>(a));
  CLOSE(8, norm<0>(a));
  CLOSE(8, var<-1>(a));
  CLOSE(8, tn::std<-1>(a, ddof<1>));
  EXACT(median<-1>(a));
  CLOSE(8, logsumexp<-1>(a));
  CLOSE(8, norm<-1>(a));
  CLOSE(8, var<0, 1>(a));
  CLOSE(8, tn::std<0, 1>(a, ddof<1>));
  EXACT(median<0, 1>(a));
  CLOSE(8, logsumexp<0, 1>(a));
  CLOSE(8, norm<0, 1>(a));
  CLOSE(8, var<1, 2>(a));
  CLOSE(8, tn::std<1, 2>(a, ddof<1>));
  EXACT(median<1, 2>(a));
  CLOSE(8, logsumexp<1, 2>(a));
  CLOSE(8, norm<1, 2>(a));
  CLOSE(8, var<1>(a, keepdims, ddof<1>));
  CLOSE(8, tn::std<0>(a, keepdims));
  EXACT(median<0>(a, keepdims));
  CLOSE(8, logsumexp<2>(a, keepdims));
  CLOSE(8, norm<1>(a, order<1>));
  CLOSE(8, norm<2>(a, order<3>));
  CLOSE(8, norm<0>(a, order_inf));
  CLOSE(8, std::get<0>(moments<1>(a)));
  CLOSE(8, std::get<1>(moments<1>(a)));
  CLOSE(8, softmax(a));
  CLOSE(8, softmax<0>(a * 30));
  CLOSE(8, log_softmax<1>(a));
  EXACT(median<1>(n));
  EXACT(median<0>(n));
  EXACT(median(n));
}

}  // namespace

TEST_CASE("oracle: statistics") {
  NumpyCases cases("statistics");
  floating<float>(cases);
  floating<double>(cases);
  cases.check_consumed();
}
