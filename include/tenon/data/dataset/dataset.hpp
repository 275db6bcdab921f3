// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/outcome.hpp>
#include <tenon/tensor/tensor.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <tuple>
#include <type_traits>
#include <utility>

/// Data sets: pipelines of stages whose elements are types. A stage is a struct with
///   using element             what it gives; it has a default value
///   void restart(iteration)   begins an iteration; an order that is drawn depends on its number
///   bool next(element& out)   writes the next element where `out` lies; false behind the last one
///   std::size_t size() const  elements of an iteration, `unknown` or `infinite`
///   std::size_t skip(n)       optional: passes n elements by faster than next does; how many there were
namespace tenon::data {

/// How many elements a data set has where that is no number, as in TensorFlow.
inline constexpr std::size_t infinite = ~std::size_t{0}, unknown = ~std::size_t{0} - 1;

/// Where a data set is: after `delivered` elements of an iteration. All that has to be kept to go on from there.
struct Position {
  std::uint64_t iteration = 0;
  std::uint64_t delivered = 0;
  friend bool operator==(Position const&, Position const&) = default;
};

namespace detail {

template <class S>
std::size_t skip(S& stage, std::size_t n) {
  if constexpr (requires { stage.skip(n); })
    return stage.skip(n);
  else {
    typename S::element passed{};
    std::size_t done = 0;
    while (done < n && stage.next(passed)) ++done;
    return done;
  }
}

/// How many elements there are where the type knows it.
template <class S>
inline constexpr std::size_t fixed_size = unknown;
template <class S>
  requires requires { S::fixed_size; }
inline constexpr std::size_t fixed_size<S> = S::fixed_size;

/// An operation that makes a stage of another: what stands behind a `|`.
template <class M>
concept Maker = requires { typename M::makes_a_stage; };

/// Takes over what `from` holds; large elements give their memory in return.
template <class E>
void pass(E& from, E& to) {
  if constexpr (std::is_trivially_copyable_v<E>)
    to = from;
  else
    std::swap(from, to);
}

/// Stands for a stage that could not be made, so that one mistake prints one error.
template <class E>
struct NoStage {
  using element = E;
  void restart(std::uint64_t) {}
  bool next(E&) { return false; }
  std::size_t size() const { return 0; }
};

}  // namespace detail

/// A pipeline: `from_rows(x, y) | map(f) | shuffle<1024>(seed) | batch<32>() | prefetch<2>()`. It is its own iterator:
///   for (auto const& element : set) ...      an iteration; the next loop is the next one, with another order if it is shuffled
///   while (set.next(element)) ...            the same by hand; restart() begins the next iteration
/// A set that is copied is another one at the same place. Nothing is allocated for an element, once buffers are there.
template <class Stage>
class Dataset {
 public:
  using element = typename Stage::element;
  using stage_type = Stage;

  Dataset()
    requires std::default_initializable<Stage>
  = default;
  explicit Dataset(Stage stage) : stage_(std::move(stage)) {}

  /// Writes the next element of this iteration; false if there is none. The first call begins iteration 0.
  bool next(element& out) {
    if (!begun_) restart(position_.iteration);
    fresh_ = false;
    if (ended_ || !stage_.next(out)) {
      ended_ = true;
      return false;
    }
    ++position_.delivered;
    return true;
  }
  /// Begins the next iteration, or one of this number.
  void restart() { restart(begun_ ? position_.iteration + 1 : position_.iteration); }
  void restart(std::uint64_t iteration) {
    stage_.restart(iteration);
    position_ = {iteration, 0};
    begun_ = fresh_ = true;
    ended_ = false;
  }

  /// Where this set is; `seek` of an equal set goes on from there, with the same elements bit for bit. The elements before are
  /// passed by, not kept: sources and `map` are quick at it, `filter` and `shuffle` run through them once more.
  Position position() const { return position_; }
  /// A failure where an iteration has not so many elements; then it stands at the end.
  Outcome try_seek(Position to) {
    restart(to.iteration);
    auto const wanted = static_cast<std::size_t>(to.delivered);
    std::size_t const passed = wanted == 0 ? 0 : detail::skip(stage_, wanted);
    position_.delivered = passed;
    if (passed == wanted) return {};
    ended_ = true;
    return Outcome::failure("an iteration has ", passed, " elements, the position is behind ", wanted);
  }
  void seek(Position to) { try_seek(to).or_stop("seek"); }

  /// How many elements an iteration has; `unknown` behind a filter, `infinite` behind `repeat()`.
  std::size_t cardinality() const { return stage_.size(); }

  class iterator {
   public:
    using value_type = element;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    explicit iterator(Dataset& set) : set_(&set) { ++*this; }
    element const& operator*() const { return set_->current_; }
    element const* operator->() const { return &set_->current_; }
    iterator& operator++() {
      if (!set_->next(set_->current_)) set_ = nullptr;
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(iterator const& i, std::default_sentinel_t) { return i.set_ == nullptr; }

   private:
    Dataset* set_ = nullptr;
  };
  /// Begins the next iteration, unless this one is still to begin or was sought.
  iterator begin() {
    if (!fresh_ || !begun_) restart();
    return iterator(*this);
  }
  std::default_sentinel_t end() const { return {}; }

  Stage const& stage() const& { return stage_; }
  Stage&& stage() && { return std::move(stage_); }

 private:
  Stage stage_;
  element current_{};
  Position position_{};
  bool begun_ = false;  // an iteration
  bool fresh_ = false;  // nothing was asked for since it began, or was sought
  bool ended_ = false;
};

template <class S, detail::Maker M>
auto operator|(Dataset<S> source, M const& make) {
  return Dataset(make(std::move(source).stage()));
}

}  // namespace tenon::data
