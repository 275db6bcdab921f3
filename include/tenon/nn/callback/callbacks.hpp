// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/history.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

/// What `fit` calls while it trains. A callback is a function of the history so far, called after every epoch, or a
/// struct with any of these members; there is nothing to derive from:
///
///   on_train_begin(trainer)            before the first epoch, and before it is known how many there are to train
///   on_epoch_begin(trainer, epoch)     epoch counts from 0 over all calls of fit, those of a training that is resumed too
///   on_batch_end(trainer, batch, loss) loss is that of this batch; batch counts from 0 in each epoch
///   on_test_begin(trainer)             before the rows of the validation are measured, where there are some
///   on_test_end(trainer)
///   on_epoch_end(trainer, history)     history has the results of this epoch as its last values
///   on_train_end(trainer, history)
///
/// Those of training, epochs and batches may answer `nn::Continue::no`, which ends the training: at once at the begin of an
/// epoch, else after this batch or epoch. All callbacks are called, in their order, whatever one of them answers. One that is
/// given as an lvalue is not copied: what it learnt can be read afterwards.
namespace tenon::nn {

/// What a callback may answer; one that answers nothing goes on.
enum class Continue { yes, no };

namespace detail {

template <class C, class Trainer>
concept OnTrainBegin = requires(C& c, Trainer& t) { c.on_train_begin(t); };
template <class C, class Trainer>
concept OnEpochBegin = requires(C& c, Trainer& t) { c.on_epoch_begin(t, std::uint64_t{}); };
template <class C, class Trainer>
concept OnBatchEnd = requires(C& c, Trainer& t) { c.on_batch_end(t, std::size_t{}, double{}); };
template <class C, class Trainer>
concept OnTestBegin = requires(C& c, Trainer& t) { c.on_test_begin(t); };
template <class C, class Trainer>
concept OnTestEnd = requires(C& c, Trainer& t) { c.on_test_end(t); };
template <class C, class Trainer>
concept OnEpochEnd = requires(C& c, Trainer& t, History const& h) { c.on_epoch_end(t, h); };
template <class C, class Trainer>
concept OnTrainEnd = requires(C& c, Trainer& t, History const& h) { c.on_train_end(t, h); };
template <class C>
concept OfHistory = requires(C& c, History const& h) { c(h); };
template <class C, class Trainer>
concept Callback = OfHistory<C> || OnTrainBegin<C, Trainer> || OnEpochBegin<C, Trainer> || OnBatchEnd<C, Trainer> ||
                   OnTestBegin<C, Trainer> || OnTestEnd<C, Trainer> || OnEpochEnd<C, Trainer> || OnTrainEnd<C, Trainer>;

/// Whether an answer says stop.
template <class Call>
bool says_stop(Call const& call) {
  using Answer = decltype(call());
  static_assert(std::is_void_v<Answer> || std::is_same_v<Answer, Continue>,
                "fit: the callback must answer nothing, or nn::Continue");
  if constexpr (std::is_same_v<Answer, Continue>)
    return call() == Continue::no;
  else
    return call(), false;
}

}  // namespace detail
}  // namespace tenon::nn

namespace tenon::diagnose {
template <class C, bool Is>
inline constexpr bool is_a_callback = Is;
}  // namespace tenon::diagnose

namespace tenon::nn::detail {

/// The callbacks of one `fit`. Every function says whether one of them wants to stop.
template <class Trainer, class... C>
struct Callbacks;
template <class Trainer>
struct Callbacks<Trainer> {
  static constexpr bool on_batches = false;
  bool train_begin(Trainer&) { return false; }
  bool epoch_begin(Trainer&, std::uint64_t) { return false; }
  bool batch_end(Trainer&, std::size_t, double) { return false; }
  void test_begin(Trainer&) {}
  void test_end(Trainer&) {}
  bool epoch_end(Trainer&, History const&) { return false; }
  void train_end(Trainer&, History const&) {}
};
template <class Trainer, class First, class... Rest>
struct Callbacks<Trainer, First, Rest...> {
  First& first;
  Callbacks<Trainer, Rest...> rest;

  static constexpr bool on_batches = OnBatchEnd<First, Trainer> || Callbacks<Trainer, Rest...>::on_batches;

  explicit Callbacks(First& f, Rest&... r) : first(f), rest{r...} {}

  bool train_begin(Trainer& t) {
    bool stop = false;
    if constexpr (OnTrainBegin<First, Trainer>) stop = says_stop([&] { return first.on_train_begin(t); });
    return rest.train_begin(t) || stop;
  }
  bool epoch_begin(Trainer& t, std::uint64_t epoch) {
    bool stop = false;
    if constexpr (OnEpochBegin<First, Trainer>) stop = says_stop([&] { return first.on_epoch_begin(t, epoch); });
    return rest.epoch_begin(t, epoch) || stop;
  }
  bool batch_end(Trainer& t, std::size_t batch, double loss) {
    bool stop = false;
    if constexpr (OnBatchEnd<First, Trainer>) stop = says_stop([&] { return first.on_batch_end(t, batch, loss); });
    return rest.batch_end(t, batch, loss) || stop;
  }
  void test_begin(Trainer& t) {
    if constexpr (OnTestBegin<First, Trainer>) first.on_test_begin(t);
    rest.test_begin(t);
  }
  void test_end(Trainer& t) {
    if constexpr (OnTestEnd<First, Trainer>) first.on_test_end(t);
    rest.test_end(t);
  }
  bool epoch_end(Trainer& t, History const& history) {
    bool stop = false;
    if constexpr (OnEpochEnd<First, Trainer>)
      stop = says_stop([&] { return first.on_epoch_end(t, history); });
    else if constexpr (OfHistory<First>)
      stop = says_stop([&] { return first(history); });
    return rest.epoch_end(t, history) || stop;
  }
  void train_end(Trainer& t, History const& history) {
    if constexpr (OnTrainEnd<First, Trainer>) static_cast<void>(says_stop([&] { return first.on_train_end(t, history); }));
    rest.train_end(t, history);
  }
};

}  // namespace tenon::nn::detail
