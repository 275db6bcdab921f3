// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/dataset/dataset.hpp>
#include <tenon/data/stacked.hpp>

#include <vector>

namespace tenon::diagnose {
/// Whether elements have one size, or are filled up to one.
template <class E, bool Filled>
inline constexpr bool elements_have_one_size = Filled || !data::detail::is_ragged<E>;
}  // namespace tenon::diagnose

namespace tenon::data {

/// What becomes of the elements at the end that do not fill a batch.
enum class Remainder { keep, drop };

namespace detail {

template <class S, std::size_t N>
struct BatchStage {
  using element = Batched<typename S::element, N>;
  static constexpr std::size_t fixed_size = unknown;
  S source;
  Remainder remainder;
  double filling = 0;
  typename S::element read{};
  void restart(std::uint64_t iteration) { source.restart(iteration); }
  std::size_t size() const {
    std::size_t const all = source.size();
    return all == unknown || all == infinite ? all : batches(all);
  }
  std::size_t skip(std::size_t n) {
    return n > unknown / N ? batches(detail::skip(source, unknown)) : batches(detail::skip(source, n * N));
  }
  bool next(element& out) {
    out.rows = 0;
    while (out.rows < N && source.next(read)) out.push_back(read, filling);
    return out.rows == N || (out.rows > 0 && remainder == Remainder::keep);
  }

 private:
  std::size_t batches(std::size_t elements) const {
    return elements / N + (remainder == Remainder::keep && elements % N != 0 ? 1 : 0);
  }
};

/// N elements, then those `shift` further on.
template <class S, std::size_t N>
struct Window {
  using element = Batched<typename S::element, N>;
  S source;
  std::size_t shift;
  Remainder remainder;
  std::vector<typename S::element> held{};
  std::size_t count = 0;
  void restart(std::uint64_t iteration) {
    source.restart(iteration);
    held.resize(N);
    count = 0;
  }
  std::size_t size() const {
    std::size_t const all = source.size();
    if (all == unknown || all == infinite) return all;
    if (remainder == Remainder::keep) return (all + shift - 1) / shift;
    return all < N ? 0 : (all - N) / shift + 1;
  }
  bool next(element& out) {
    while (count < N && source.next(held[count])) ++count;
    if (count == 0 || (count < N && remainder == Remainder::drop)) return false;
    out.rows = 0;
    for (std::size_t i = 0; i < count; ++i) out.push_back(held[i]);
    std::size_t const gone = shift < count ? shift : count;
    for (std::size_t i = gone; i < count; ++i) std::swap(held[i - gone], held[i]);
    count -= gone;
    if (shift > gone) detail::skip(source, shift - gone);
    return true;
  }
};

template <std::size_t N, bool Filled>
struct MakeBatch {
  using makes_a_stage = void;
  Remainder remainder;
  double filling = 0;
  template <class S>
  auto operator()(S source) const {
    using E = typename S::element;
    static_assert(diagnose::elements_have_one_size<E, Filled>,
                  "batch: lengths of elements differ: padded_batch<N>(filling) fills them up (element follows)");
    if constexpr (diagnose::elements_have_one_size<E, Filled>)
      return BatchStage<S, N>{std::move(source), remainder, filling};
    else
      return NoStage<Batched<int, N>>{};
  }
};
template <std::size_t N>
struct MakeWindow {
  using makes_a_stage = void;
  std::size_t shift;
  Remainder remainder;
  template <class S>
  auto operator()(S source) const {
    return Window<S, N>{std::move(source), shift, remainder};
  }
};

}  // namespace detail

/// N elements at a time, stacked: `batch.values`, of which the first `batch.rows` are real. The last one may have fewer, or is
/// dropped: `batch<32>(Remainder::drop)`.   E -> Batched<E, N>
template <std::size_t N>
auto batch(Remainder remainder = Remainder::keep) {
  return detail::MakeBatch<N, false>{remainder};
}
/// The same for sequences, which are filled up with `filling`.
template <std::size_t N>
auto padded_batch(double filling = 0, Remainder remainder = Remainder::keep) {
  return detail::MakeBatch<N, true>{remainder, filling};
}
/// N elements that follow each other, then N that begin `shift` further on; the last windows may have fewer.   E -> Batched<E, N>
template <std::size_t N>
auto window(std::size_t shift = N, Remainder remainder = Remainder::keep) {
  if (shift == 0) tenon::detail::fail("window: the shift is 0");
  return detail::MakeWindow<N>{shift, remainder};
}

}  // namespace tenon::data
