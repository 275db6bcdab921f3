// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/dataset/dataset.hpp>
#include <tenon/op/random/philox.hpp>

#include <cstdint>
#include <vector>

namespace tenon::data {

namespace detail {

template <class S, std::size_t Buffer>
class Shuffle {
 public:
  using element = typename S::element;
  static constexpr std::size_t fixed_size = detail::fixed_size<S>;
  Shuffle(S source, std::uint64_t seed, bool reshuffle) : source_(std::move(source)), seed_(seed), reshuffle_(reshuffle) {}
  void restart(std::uint64_t iteration) {
    source_.restart(iteration);
    stream_ = ~(reshuffle_ ? iteration : 0);  // far from those of initializers
    drawn_ = filled_ = 0;
    begun_ = false;
  }
  std::size_t size() const { return source_.size(); }
  bool next(element& out) {
    if (!begun_) fill();
    if (filled_ == 0) return false;
    element& chosen = buffer_[draw()];
    pass(chosen, out);
    if (!source_.next(chosen) && &chosen != &buffer_[--filled_]) pass(buffer_[filled_], chosen);
    return true;
  }

 private:
  void fill() {
    begun_ = true;
    if (buffer_.empty()) {
      std::size_t const all = source_.size();
      buffer_.resize(all < Buffer && all > 0 ? all : Buffer);
    }
    while (filled_ < buffer_.size() && source_.next(buffer_[filled_])) ++filled_;
  }
  /// Uniform to within filled / 2^32.
  std::size_t draw() {
    if (drawn_ % 4 == 0) words_ = Philox(seed_)(drawn_ / 4, stream_);
    return static_cast<std::size_t>((std::uint64_t{words_.word[drawn_++ % 4]} * filled_) >> 32);
  }

  S source_;
  std::vector<element> buffer_{};
  std::uint64_t seed_ = 0, stream_ = 0, drawn_ = 0;
  Philox::Block words_{};
  std::size_t filled_ = 0;
  bool reshuffle_ = true, begun_ = false;
};

template <std::size_t Buffer>
struct MakeShuffle {
  using makes_a_stage = void;
  std::uint64_t seed;
  bool reshuffle;
  template <class S>
  auto operator()(S source) const {
    return Shuffle<S, Buffer>(std::move(source), seed, reshuffle);
  }
};

}  // namespace detail

/// Each element is drawn from a buffer of `Buffer` that have come: one that holds all gives every order alike. The order is a
/// function of the seed and the number of the iteration: another one each time, unless `reshuffle_each_iteration` is false.
template <std::size_t Buffer>
auto shuffle(std::uint64_t seed, bool reshuffle_each_iteration = true) {
  static_assert(Buffer > 0, "shuffle: its buffer holds at least one element");
  return detail::MakeShuffle<Buffer>{seed, reshuffle_each_iteration};
}

}  // namespace tenon::data
