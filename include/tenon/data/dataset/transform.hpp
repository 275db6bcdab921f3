// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/dataset/call.hpp>

#include <cstdint>
#include <vector>

/// Stages that give an element for an element, or leave some out.
namespace tenon::data {

namespace detail {

template <class S, class F>
struct Map {
  using from = typename S::element;
  using element = Mapped<F, from>;
  static constexpr std::size_t fixed_size = detail::fixed_size<S>;
  S source;
  F f;
  from read{};
  void restart(std::uint64_t iteration) { source.restart(iteration); }
  std::size_t size() const { return source.size(); }
  std::size_t skip(std::size_t n) { return detail::skip(source, n); }
  bool next(element& out) {
    if (!source.next(read)) return false;
    out = call(f, read);
    return true;
  }
};

template <class S, class F>
struct Filter {
  using element = typename S::element;
  S source;
  F f;
  void restart(std::uint64_t iteration) { source.restart(iteration); }
  std::size_t size() const { return unknown; }
  bool next(element& out) {
    while (source.next(out))
      if (call(f, out)) return true;
    return false;
  }
};

template <class S>
struct Take {
  using element = typename S::element;
  S source;
  std::size_t most, taken = 0;
  void restart(std::uint64_t iteration) {
    source.restart(iteration);
    taken = 0;
  }
  std::size_t size() const {
    std::size_t const all = source.size();
    return all == unknown ? unknown : all < most ? all : most;
  }
  std::size_t skip(std::size_t n) {
    std::size_t const passed = detail::skip(source, n < most - taken ? n : most - taken);
    taken += passed;
    return passed;
  }
  bool next(element& out) { return taken < most && source.next(out) && ++taken; }
};

template <class S>
struct Skip {
  using element = typename S::element;
  S source;
  std::size_t first;
  void restart(std::uint64_t iteration) {
    source.restart(iteration);
    detail::skip(source, first);
  }
  std::size_t size() const {
    std::size_t const all = source.size();
    return all == unknown || all == infinite ? all : all < first ? 0 : all - first;
  }
  std::size_t skip(std::size_t n) { return detail::skip(source, n); }
  bool next(element& out) { return source.next(out); }
};

template <class S>
struct Enumerate {
  using element = std::tuple<std::int64_t, typename S::element>;
  static constexpr std::size_t fixed_size = detail::fixed_size<S>;
  S source;
  std::int64_t start, at = 0;
  void restart(std::uint64_t iteration) {
    source.restart(iteration);
    at = start;
  }
  std::size_t size() const { return source.size(); }
  std::size_t skip(std::size_t n) {
    std::size_t const passed = detail::skip(source, n);
    at += static_cast<std::int64_t>(passed);
    return passed;
  }
  bool next(element& out) {
    if (!source.next(std::get<1>(out))) return false;
    std::get<0>(out) = at++;
    return true;
  }
};

/// The source's iterations one after the other, each with a number of its own: they are shuffled differently.
template <class S>
struct Repeat {
  using element = typename S::element;
  S source;
  std::size_t times;  // or infinite
  std::uint64_t first = 0, done = 0;
  bool some = false;
  void restart(std::uint64_t iteration) {
    first = times == infinite ? iteration << 32 : iteration * times;
    done = 0;
    some = false;
    if (times > 0) source.restart(first);
  }
  std::size_t size() const {
    std::size_t const all = source.size();
    if (times == 0 || all == 0) return 0;
    if (all == unknown) return unknown;
    return times == infinite || all == infinite ? infinite : all * times;
  }
  std::size_t skip(std::size_t n) {
    std::size_t passed = 0;
    while (passed < n && done < times) {
      std::size_t const now = detail::skip(source, n - passed);
      passed += now;
      some = some || now > 0;
      if (passed < n && !again()) break;
    }
    return passed;
  }
  bool next(element& out) {
    while (done < times) {
      if (source.next(out)) return some = true;
      if (!again()) return false;
    }
    return false;
  }

 private:
  bool again() {
    if (!some) done = times;  // of nothing there is nothing more
    if (done == times || ++done == times) return false;
    some = false;
    source.restart(first + done);
    return true;
  }
};

/// What was read once in full is kept. An iteration that was left early is read again.
template <class S>
struct Cache {
  using element = typename S::element;
  static constexpr std::size_t fixed_size = detail::fixed_size<S>;
  S source;
  std::vector<element> kept{};
  std::size_t at = 0;
  bool full = false;
  void restart(std::uint64_t iteration) {
    at = 0;
    if (full) return;
    kept.clear();
    if (std::size_t const all = source.size(); all != unknown && all != infinite) kept.reserve(all);
    source.restart(iteration);
  }
  std::size_t size() const { return full ? kept.size() : source.size(); }
  bool next(element& out) {
    if (!full) {
      if (source.next(out)) {
        kept.push_back(out);
        ++at;
        return true;
      }
      full = true;
    }
    if (at == kept.size()) return false;
    out = kept[at++];
    return true;
  }
};

template <class F>
struct MakeMap {
  using makes_a_stage = void;
  F f;
  template <class S>
  auto operator()(S source) const {
    using E = typename S::element;
    static_assert(diagnose::function_takes_element<E, F, takes<F, E>>,
                  "map: the function does not take an element of this data set, or its components (element, function follow)");
    if constexpr (takes<F, E>)
      return Map<S, F>{std::move(source), f};
    else
      return NoStage<E>{};
  }
};
template <class F>
struct MakeFilter {
  using makes_a_stage = void;
  F f;
  template <class S>
  auto operator()(S source) const {
    using E = typename S::element;
    static_assert(diagnose::function_takes_element<E, F, takes<F, E>>,
                  "filter: the function does not take an element of this data set, or its components (element, function follow)");
    if constexpr (takes<F, E>) {
      static_assert(diagnose::predicate_of<E, decltype(call(f, std::declval<E const&>()))>,
                    "filter: the function must answer true or false (element, answer follow)");
      return Filter<S, F>{std::move(source), f};
    } else
      return NoStage<E>{};
  }
};
template <template <class> class Stage, class... A>
struct MakeCounted {
  using makes_a_stage = void;
  std::tuple<A...> arguments;
  template <class S>
  Stage<S> operator()(S source) const {
    return std::apply([&](A... a) { return Stage<S>{std::move(source), a...}; }, arguments);
  }
};

}  // namespace detail

/// f of each element, of its components where it is a tuple: `map([](auto const& x, auto const& y) { return std::tuple{x / 255.F,
/// y}; })`. Expressions become tensors, computed where the element lies. f depends on its arguments only: elements that are
/// passed by are not computed.
template <class F>
auto map(F f) {
  return detail::MakeMap<F>{std::move(f)};
}
/// The elements of which f says true.
template <class F>
auto filter(F f) {
  return detail::MakeFilter<F>{std::move(f)};
}
/// The first n elements.
inline auto take(std::size_t n) { return detail::MakeCounted<detail::Take, std::size_t>{{n}}; }
/// All but the first n.
inline auto skip(std::size_t n) { return detail::MakeCounted<detail::Skip, std::size_t>{{n}}; }
/// (number, element), from `start`.
inline auto enumerate(std::int64_t start = 0) { return detail::MakeCounted<detail::Enumerate, std::int64_t>{{start}}; }
/// All elements n times, or without end; shuffled ones in another order each time.
inline auto repeat(std::size_t n = infinite) { return detail::MakeCounted<detail::Repeat, std::size_t>{{n}}; }
/// Keeps elements when they were read once. What is drawn before it is drawn once, then.
inline auto cache() { return detail::MakeCounted<detail::Cache>{}; }

}  // namespace tenon::data
