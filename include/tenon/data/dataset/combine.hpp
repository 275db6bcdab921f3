// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/dataset/call.hpp>

#include <array>
#include <optional>

namespace tenon::diagnose {
template <std::size_t... Count>
inline constexpr bool data_sets_have_one_size = [] {
  std::size_t const all[] = {Count...};
  std::size_t first = data::unknown;
  for (std::size_t const n : all) {
    if (n == data::unknown) continue;
    if (first != data::unknown && n != first) return false;
    first = n;
  }
  return true;
}();
template <class First, class... Rest>
inline constexpr bool elements_are_of_one_type = (std::is_same_v<First, Rest> && ...);
template <class Answer>
inline constexpr bool is_a_data_set = false;
template <class S>
inline constexpr bool is_a_data_set<data::Dataset<S>> = true;
}  // namespace tenon::diagnose

/// Data sets made of several.
namespace tenon::data {

namespace detail {

/// The sizes of several data sets, as a sentence of an error would name the first two that differ.
template <std::size_t N>
Outcome same_sizes(std::array<std::size_t, N> const& sizes) {
  std::size_t known = 0;
  while (known < N && sizes[known] == unknown) ++known;
  for (std::size_t i = known + 1; i < N; ++i) {
    if (sizes[i] == unknown || sizes[i] == sizes[known]) continue;
    if (sizes[i] == infinite || sizes[known] == infinite) {
      bool const first = sizes[i] == infinite;
      return Outcome::failure("data set ", first ? known : i, " has ", sizes[first ? known : i], " elements, data set ",
                              first ? i : known, " has no end");
    }
    return Outcome::failure("data set ", known, " has ", sizes[known], " elements, data set ", i, " has ", sizes[i]);
  }
  return {};
}

template <bool Shortest, class... S>
class Zip {
 public:
  using element = std::tuple<typename S::element...>;
  explicit Zip(S... sources) : sources_(std::move(sources)...) {}
  void restart(std::uint64_t iteration) {
    std::apply([&](S&... s) { (s.restart(iteration), ...); }, sources_);
    delivered_ = 0;
    ended_ = false;
  }
  std::size_t size() const {
    std::size_t least = infinite, some = unknown;
    bool known = true;
    for (std::size_t const n : sizes()) {
      known = known && n != unknown;
      if (n != unknown) some = n;
      if (n != unknown && n < least) least = n;
    }
    return Shortest ? (known ? least : unknown) : some;
  }
  std::array<std::size_t, sizeof...(S)> sizes() const {
    return std::apply([](S const&... s) { return std::array{s.size()...}; }, sources_);
  }
  bool next(element& out) {
    if (ended_) return false;
    std::size_t const all = sizeof...(S);
    std::size_t given = 0, first_end = all, first_given = all, at = 0;
    auto const one = [&]<class Source, class E>(Source& s, E& e) {
      // The shortest ends all: the others are not asked any more.
      if (!(Shortest && first_end < all)) {
        bool const there = s.next(e);
        if (there && given++ == 0) first_given = at;
        if (!there && first_end == all) first_end = at;
      }
      ++at;
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (one(std::get<I>(sources_), std::get<I>(out)), ...);
    }(std::index_sequence_for<S...>{});
    ended_ = given < all;
    if (!Shortest && ended_ && given > 0)
      Outcome::failure("data set ", first_end, " ends after ", delivered_, " elements, data set ", first_given, " goes on")
          .or_stop("zip");
    ++delivered_;
    return !ended_;
  }

 private:
  std::tuple<S...> sources_;
  std::size_t delivered_ = 0;
  bool ended_ = false;
};

template <class First, class... Rest>
class Concatenate {
  static constexpr std::size_t count = 1 + sizeof...(Rest);

 public:
  using element = typename First::element;
  explicit Concatenate(First first, Rest... rest) : sources_(std::move(first), std::move(rest)...) {}
  void restart(std::uint64_t iteration) {
    std::apply([&](auto&... s) { (s.restart(iteration), ...); }, sources_);
    at_ = 0;
  }
  std::size_t size() const {
    std::size_t sum = 0;
    bool known = true, ends = true;
    auto const add = [&](std::size_t n) {
      known = known && n != unknown;
      ends = ends && n != infinite;
      sum += n;
    };
    std::apply([&](auto const&... s) { (add(s.size()), ...); }, sources_);
    return !ends ? infinite : known ? sum : unknown;
  }
  std::size_t skip(std::size_t n) {
    std::size_t passed = 0;
    for (; at_ < count; ++at_) {
      visit([&](auto& s) { passed += detail::skip(s, n - passed); });
      if (passed == n) break;
    }
    return passed;
  }
  bool next(element& out) {
    for (; at_ < count; ++at_) {
      bool there = false;
      visit([&](auto& s) { there = s.next(out); });
      if (there) return true;
    }
    return false;
  }

 private:
  template <class F>
  void visit(F const& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      static_cast<void>(((at_ == I && (f(std::get<I>(sources_)), true)) || ...));
    }(std::make_index_sequence<count>{});
  }
  std::tuple<First, Rest...> sources_;
  std::size_t at_ = 0;
};

/// In the order of TensorFlow's: `Cycle` places in turn, `block` elements of each; a place whose set is at its end takes the next
/// one.
template <class S, class F, std::size_t Cycle>
class Interleave {
  using Inner = typename std::remove_cvref_t<decltype(call(std::declval<F const&>(),
                                                           std::declval<typename S::element const&>()))>::stage_type;

 public:
  using element = typename Inner::element;
  Interleave(S source, F f, std::size_t block) : source_(std::move(source)), f_(std::move(f)), block_(block) {}
  void restart(std::uint64_t iteration) {
    source_.restart(iteration);
    for (auto& p : places_) p.reset();
    iteration_ = iteration;
    at_ = given_ = open_ = 0;
    ended_ = false;
  }
  std::size_t size() const { return source_.size() == 0 ? 0 : unknown; }
  bool next(element& out) {
    while (!ended_ || open_ > 0) {
      auto& place = places_[at_];
      if (place) {
        if (place->next(out)) {
          if (++given_ == block_) advance();
          return true;
        }
        place.reset();
        --open_;
        advance();
      } else if (!ended_ && source_.next(read_)) {
        place.emplace(call(f_, read_).stage());
        place->restart(iteration_);
        ++open_;
      } else {
        ended_ = true;
        advance();
      }
    }
    return false;
  }

 private:
  void advance() {
    at_ = at_ + 1 < Cycle ? at_ + 1 : 0;
    given_ = 0;
  }
  S source_;
  F f_;
  std::size_t block_;
  typename S::element read_{};
  std::array<std::optional<Inner>, Cycle> places_{};
  std::uint64_t iteration_ = 0;
  std::size_t at_ = 0, given_ = 0, open_ = 0;
  bool ended_ = false;
};

template <class F, std::size_t Cycle>
struct MakeInterleave {
  using makes_a_stage = void;
  F f;
  std::size_t block;
  template <class S>
  auto operator()(S source) const {
    using E = typename S::element;
    static_assert(
        diagnose::function_takes_element<E, F, takes<F, E>>,
        "interleave: the function does not take an element of this data set, or its components (element, function follow)");
    if constexpr (takes<F, E>) {
      using Answer = std::remove_cvref_t<decltype(call(f, std::declval<E const&>()))>;
      static_assert(diagnose::is_a_data_set<Answer>, "interleave: the function must give a data set (its answer follows)");
      if constexpr (diagnose::is_a_data_set<Answer>)
        return Interleave<S, F, Cycle>(std::move(source), f, block);
      else
        return NoStage<E>{};
    } else
      return NoStage<E>{};
  }
};

}  // namespace detail

/// Tuples of one element of each. They must have as many: a compile-time error where the types know it, a failure where it is
/// known when they are put together, the end of the program where one turns out to end before another.
template <class... S>
auto try_zip(Dataset<S>... sets) {
  constexpr bool equal = diagnose::data_sets_have_one_size<detail::fixed_size<S>...>;
  static_assert(diagnose::data_sets_have_one_size<detail::fixed_size<S>...>,
                "zip: the data sets have unequal numbers of elements (they follow); zip_shortest ends with the shortest");
  if constexpr (equal) {
    using Set = Dataset<detail::Zip<false, S...>>;
    auto const outcome = detail::same_sizes(std::array{sets.cardinality()...});
    Set all(detail::Zip<false, S...>(std::move(sets).stage()...));
    return std::pair{outcome, std::move(all)};
  } else
    return std::pair{Outcome{}, Dataset(detail::NoStage<std::tuple<typename S::element...>>{})};
}
template <class... S>
auto zip(Dataset<S>... sets) {
  auto [outcome, all] = try_zip(std::move(sets)...);
  outcome.or_stop("zip");
  return std::move(all);
}
/// The same, up to the end of the shortest.
template <class... S>
auto zip_shortest(Dataset<S>... sets) {
  return Dataset(detail::Zip<true, S...>(std::move(sets).stage()...));
}

/// One set after the other; their elements are of one type.
template <class First, class... Rest>
auto concatenate(Dataset<First> first, Dataset<Rest>... rest) {
  constexpr bool same = diagnose::elements_are_of_one_type<typename First::element, typename Rest::element...>;
  static_assert(diagnose::elements_are_of_one_type<typename First::element, typename Rest::element...>,
                "concatenate: the elements of the data sets differ (they follow)");
  if constexpr (same)
    return Dataset(detail::Concatenate<First, Rest...>(std::move(first).stage(), std::move(rest).stage()...));
  else
    return first;
}

/// Elements of the sets that f gives for each element: of Cycle sets in turn, `block` of each.
template <std::size_t Cycle, class F>
auto interleave(F f, std::size_t block = 1) {
  static_assert(Cycle > 0, "interleave: at least one set at a time");
  if (block == 0) tenon::detail::fail("interleave: the block has 0 elements");
  return detail::MakeInterleave<F, Cycle>{std::move(f), block};
}
/// Those of one set after the other.
template <class F>
auto flat_map(F f) {
  return interleave<1>(std::move(f));
}

}  // namespace tenon::data
