// SPDX-License-Identifier: MIT
// One eager op or two of each family of the vocabulary. compile_time.sh compiles all of it, none of it (with BASELINE), and
// one family at a time (with ONLY and its name).
#include <tenon/core.hpp>

namespace tn = tenon;

using Matrix = tn::Tensor<float, 6, 6>;
using Vector = tn::Tensor<float, 6>;

// What every unit that runs anything pays for.
void baseline(Matrix const& a, Matrix& out) { out = a + 1.f; }

#if !defined(BASELINE)
#if !defined(ONLY) || defined(ELEMENTWISE)
void elementwise(Matrix const& a, Matrix const& b, Matrix& out) { out = tn::where(a < b, a * b, tn::relu(a - b)); }
#endif
#if !defined(ONLY) || defined(MATH)
void math(Matrix const& a, Matrix& out) { out = tn::tanh(a) + tn::sin(a) * tn::gelu(a); }
#endif
#if !defined(ONLY) || defined(REDUCTION)
void reduction(Matrix const& a, Vector& out) { out = tn::sum<1>(a) + tn::max<1>(a); }
#endif
#if !defined(ONLY) || defined(SOFTMAX)
void softmax(Matrix const& a, Matrix& out) { out = tn::softmax(a); }
#endif
#if !defined(ONLY) || defined(STATISTICS)
void statistics(Matrix const& a, Vector& out) { out = tn::median<1>(a) + tn::var<1>(a); }
#endif
#if !defined(ONLY) || defined(SCAN)
void scan(Matrix const& a, Matrix& out) { out = tn::cumsum<1>(a); }
#endif
#if !defined(ONLY) || defined(SORT)
void sort(Matrix const& a, Matrix& out, tn::Tensor<tn::Index, 6>& best) {
  out = tn::sort<1>(a);
  best = tn::argmax<1>(a);
}
#endif
#if !defined(ONLY) || defined(LAYOUT)
void layout(Matrix const& a, tn::Tensor<float, 12, 6>& out) { out = tn::concat<0>(tn::transpose(a), tn::flip<1>(a)); }
#endif
#if !defined(ONLY) || defined(EINOPS)
void einops(Matrix const& a, tn::Tensor<float, 2, 18>& out) { out = tn::rearrange<"(a b) c -> a (b c)", tn::axis<"a", 2>>(a); }
#endif
#if !defined(ONLY) || defined(INDEXING)
void indexing(Matrix const& a, tn::Tensor<int, 3> const& places, tn::Tensor<float, 3, 6>& out) { out = tn::take(a, places); }
#endif
#if !defined(ONLY) || defined(MATMUL)
void matmul(Matrix const& a, Matrix const& b, Matrix& out) { out = tn::matmul(a, b); }
#endif
#if !defined(ONLY) || defined(LINALG)
void linalg(Matrix const& a, Vector const& b, Vector& out) { out = tn::solve(a, b); }
#endif
#if !defined(ONLY) || defined(SIGNAL)
void signal(tn::Tensor<float, 2, 8, 8, 3> const& x, tn::Tensor<float, 3, 3, 3, 4> const& k, tn::Tensor<float, 2, 4, 4, 4>& out) {
  out = tn::max_pool2d<2>(tn::conv2d(x, k, tn::same));
}
#endif
#if !defined(ONLY) || defined(RANDOM)
void random(tn::random::Key const& key, Matrix& out) { out = tn::random::normal<float, 6, 6>(key); }
#endif
#if !defined(ONLY) || defined(EINSUM)
void einsum(Matrix const& a, Matrix const& b, Matrix& out) { out = tn::einsum<"ij,kj->ik">(a, b); }
#endif
#endif
