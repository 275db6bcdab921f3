// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/sparse_categorical_crossentropy.hpp>
#include <tenon/op/softmax.hpp>

namespace tenon::nn {

namespace detail {

/// A value that compares each row of a batch, its first axis, with each: the batch is the first axis, not the second.
template <class X>
constexpr X with_batch_first(X const& x) {
  if constexpr (tenon::detail::IsTraced<X>::value)
    if (Builder& b = *x.builder(); b.batch.masking) {
      tenon::detail::batch_place(b, x.id());
      b.batch.places.items[x.id()] = {BatchPlace::here, 0, 1};
    }
  return x;
}
/// Which rows of the batch are real, for each row to compare with; all of them where the program has no odd last batch.   -> [N,
/// N]
template <std::size_t N, class X>
constexpr auto real_keys(X const& x) {
  if constexpr (tenon::detail::IsTraced<X>::value) {
    Builder& b = *x.builder();
    constexpr std::int32_t n = N;
    if (!b.batch.masking || b.batch.rows != n)
      return Traced<bool, Shape<N, N>>(&b, b.constant(DType::boolean, Dims{2, {n, n}}, Scalar{0, 1}));
    NodeId const keys = broadcast_to(b, reshape(b, b.batch.mask, Dims{2, {1, n}}), Dims{2, {n, n}});
    tenon::detail::batch_place(b, keys);
    b.batch.places.items[keys] = {};  // the batch is along the other axis
    return Traced<bool, Shape<N, N>>(&b, keys);
  } else
    return ones<bool, N, N>();
}

/// log(sum(exp(x))) over the second axis, of what a mask selects; of nothing, a number that no other outweighs.
constexpr auto log_sum_of(auto const& mask, auto const& x) { return logsumexp<1>(where(mask, x, -1e9)); }

template <class G, class M>
constexpr auto circle_of(auto const& y_pred, auto const& keys, auto const& positive, auto const& negative, G const& gamma,
                         M const& margin) {
  using T = typename std::remove_cvref_t<decltype(y_pred)>::value_type;
  auto const g = hyper<T>(gamma);
  auto const m = hyper<T>(margin);
  auto const distance = maximum(1 - with_batch_first(matmul(y_pred, transpose(keys))), 0);
  auto const near = maximum(distance + m, 0) * (distance - m) * g;
  auto const far = maximum(m + 1 - distance, 0) * (1 - m - distance) * g;
  return softplus(log_sum_of(positive, near) + log_sum_of(negative, far));
}

}  // namespace detail

/// Of embeddings whose length is 1: those of one class are drawn together, those of others pushed apart, the more the farther
/// they are from where they should be; Sun et al., Circle Loss (2020). Each is compared with all others of the batch, or with
/// references. It is 0 for a sample that has no other of its class, or only such.   [batch] integer, [batch, n] -> [batch]
template <class Y, class P, detail::HyperParameter G = float, class M = float>
constexpr auto circle(Y const& y_true, P const& y_pred, G const& gamma = G(80), M const& margin = M(0.4f)) {
  constexpr std::size_t batch = detail::samples_of<P>;
  auto const y = cast<Index>(y_true);
  auto const same = detail::with_batch_first(reshape<batch, 1>(y) == reshape<1, batch>(y));
  auto const number = detail::numbers_up_to<batch>(y_pred);
  auto const others = reshape<batch, 1>(number) != reshape<1, batch>(number);
  auto const real = detail::real_keys<batch>(y_pred);
  return detail::circle_of(y_pred, y_pred, same && others && real, !same && real, gamma, margin);
}
/// The same, compared with references of known classes.   [batch], [batch, n], [references], [references, n] -> [batch]
template <class Y, class P, class R, class E, class G = float, class M = float>
  requires Operand<E> && (E::shape_type::rank == 2)
constexpr auto circle(Y const& y_true, P const& y_pred, R const& labels, E const& embeddings, G const& gamma = G(80),
                      M const& margin = M(0.4f)) {
  constexpr std::size_t batch = detail::samples_of<P>, references = detail::samples_of<E>;
  auto const same = reshape<batch, 1>(cast<Index>(y_true)) == reshape<1, references>(cast<Index>(labels));
  return detail::circle_of(y_pred, embeddings, same, !same, gamma, margin);
}

/// `circle` of each sample, compared with the others of the batch; the mean is over those that have one of their class and one of
/// another.   [batch] integer, [batch, n] -> [batch]
struct Circle {
  Tensor<float> gamma{80.f}, margin{0.4f};
  TENON_MODULE(Circle, gamma, margin);
  static constexpr char name[] = "circle";
  template <class Output>
  using labels = Labels<std::int32_t, Shape<>>;
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    auto const losses = circle(y_true, y_pred, gamma, margin);
    using T = typename std::remove_cvref_t<decltype(losses)>::value_type;
    auto const part = mean(cast<T>(losses > 0));
    return where(part == 0, 0, losses / part);
  }
};

}  // namespace tenon::nn
