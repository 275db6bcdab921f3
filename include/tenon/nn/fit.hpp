// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/rows.hpp>
#include <tenon/nn/callback/callbacks.hpp>
#include <tenon/nn/progress.hpp>
#include <tenon/nn/results.hpp>
#include <tenon/op/random/philox.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

namespace tenon::diagnose {
template <class Net>
inline constexpr bool is_a_model = Module<Net> && !std::is_const_v<Net> && requires {
  typename Net::input_shape;
  typename Net::output_shape;
};
template <class L, class Output>
inline constexpr bool is_a_loss = Loss<L, Output>;
template <class O>
inline constexpr bool is_an_optimizer = Optimizer<O>;
template <class M, class Output>
inline constexpr bool is_a_metric = Metric<M, Output>;
}  // namespace tenon::diagnose

/// Training, evaluation and prediction on data sets of any number of rows. For hosts: it uses a clock, stdout and,
/// before the first step, the heap.
namespace tenon::nn {

/// Inputs and labels, row by row.
template <class X, class Y>
struct Samples {
  X x{};
  Y y{};
};

template <class X, class Y>
struct FitOptions {
  std::size_t epochs = 1;
  /// A new order each epoch, which depends on the seed and the number of the epoch only.
  bool shuffle = true;
  std::uint64_t seed = 0;
  /// Rows that are only measured, after every epoch: these, or this part of x and y, the last rows.
  Samples<X, Y> validation{};
  double validation_split = 0;
  Verbose verbose = Verbose::automatic;
};

namespace detail {

template <class S>
struct RowsOf;
template <std::size_t... D>
struct RowsOf<Shape<D...>> : std::type_identity<data::Rows<float, D...>> {};

/// 0 ... n - 1 in an order that is a function of seed and epoch alone (uniform to within n / 2^32).
inline void shuffle(std::vector<std::uint32_t>& order, std::uint64_t seed, std::uint64_t epoch) {
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  Philox const random(seed);
  std::uint64_t const stream = ~epoch;  // far from those of the initializers
  Philox::Block words{};
  for (std::size_t i = order.size(), drawn = 0; i-- > 1; ++drawn) {
    if (drawn % 4 == 0) words = random(drawn / 4, stream);
    auto const j = static_cast<std::size_t>((std::uint64_t{words.word[drawn % 4]} * (i + 1)) >> 32);
    std::uint32_t const other = order[j];
    order[j] = order[i];
    order[i] = other;
  }
}

inline double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// The shape of a row and the dtype, for messages; whatever else was given stands for itself.
template <class R>
struct RowsTraits {
  using shape = R;
  using dtype = float;
};
template <class T, std::size_t... D>
struct RowsTraits<data::RowsView<T, D...>> {
  using shape = Shape<D...>;
  using dtype = T;
};
template <class T, std::size_t... D>
struct RowsTraits<data::Rows<T, D...>> : RowsTraits<data::RowsView<T, D...>> {};

template <class X, class R>
constexpr bool require_inputs() {
  using Row = typename RowsTraits<R>::shape;
  using Input = typename RowsTraits<X>::shape;
  static_assert(diagnose::same_shape<Row, Input>, "rows of x: not the model's input shape (row, input follow)");
  static_assert(diagnose::same_dtype<R, typename RowsTraits<R>::dtype, float>, "rows of x: not data::Rows<float, ...>");
  return diagnose::same_shape<Row, Input> && std::is_same_v<typename RowsTraits<R>::dtype, float>;
}
template <class Y, class R>
constexpr bool require_row_labels() {
  using Row = typename RowsTraits<R>::shape;
  using Output = typename RowsTraits<Y>::shape;
  static_assert(diagnose::same_shape<Row, Output>, "rows of y: not the model's output shape (row, output follow)");
  static_assert(diagnose::same_dtype<R, typename RowsTraits<R>::dtype, float>, "rows of y: not data::Rows<float, ...>");
  return diagnose::same_shape<Row, Output> && std::is_same_v<typename RowsTraits<R>::dtype, float>;
}

template <class Net>
struct OutputOf : std::type_identity<Shape<1>> {};
template <class Net>
  requires requires { typename Net::output_shape; }
struct OutputOf<Net> : std::type_identity<typename Net::output_shape> {};

/// Stands for a trainer that could not be made, so that one mistake prints one error.
struct NoTrainer {
  template <class... A>
  History fit(A const&...);
  template <class... A>
  Scores evaluate(A const&...);
};

}  // namespace detail

/// A model, a loss, an optimizer and metrics, for batches of B rows. Made by `compile`. The model is trained in place
/// and must outlive the trainer; a second `fit` goes on where the first one stopped, with the optimizer's state.
template <class Net, class LossModule, class Opt, class B, class MetricList = Metrics<>>
class Trainer;

template <class Net, class LossModule, class Opt, std::size_t B, class... M>
class Trainer<Net, LossModule, Opt, Batch<B>, Metrics<M...>> {
 public:
  using step_type = TrainStep<Net, LossModule, Opt, Batch<B>, Metrics<M...>>;
  using Prediction = typename detail::RowsOf<typename Net::output_shape>::type;
  using X = typename detail::RowsOf<typename Net::input_shape>::type::View;
  using Y = typename Prediction::View;
  using Options = FitOptions<X, Y>;

  explicit Trainer(Net& net, LossModule loss, Opt optimizer, M... metrics)
      : net_(net), step_(std::move(loss), std::move(optimizer)), fresh_metrics_(std::move(metrics)...) {
    reset_metrics();
  }

  /// Trains on the rows of x and y. Callbacks (nn/callback/callbacks.hpp) see what happens, and may stop it.
  /// 0 epochs train nothing; no rows, or not as many in y as in x, end the program. After the first step nothing is
  /// allocated (the history grows after 65536 epochs).   x rows x [In...], y rows x [Out...]
  template <class RowsX = X, class RowsY = Y, class... Callback>
  History fit(RowsX const& x, RowsY const& y, Options const& options = {}, Callback&&... callback) {
    constexpr bool callable = (detail::Callback<std::remove_reference_t<Callback>, Trainer> && ...);
    static_assert((diagnose::is_a_callback<Callback, detail::Callback<std::remove_reference_t<Callback>, Trainer>> && ...),
                  "fit: this type is no callback: a function of the history, or a struct with on_epoch_end(trainer, history) or "
                  "another member that nn/callback/callbacks.hpp names");
    if constexpr (detail::require_inputs<X, RowsX>() && detail::require_row_labels<Y, RowsY>() && callable) {
      detail::Callbacks<Trainer, std::remove_reference_t<Callback>...> callbacks{callback...};
      return fit_rows({x, y}, options, callbacks);
    } else
      return {};
  }

  /// The mean loss and the metrics over all rows, without training. On no rows they are NaN.   as fit's
  template <class RowsX = X, class RowsY = Y>
  Scores evaluate(RowsX const& x, RowsY const& y) {
    if constexpr (detail::require_inputs<X, RowsX>() && detail::require_row_labels<Y, RowsY>()) {
      require_pairs({x, y}, "evaluate: rows of y, as many as x has");
      auto const values = measure({x, y});
      Scores scores{{}, {values.begin(), values.end()}};
      detail::add_names(scores.names, detail::result_names<M...>(evaluate_type::report_names));
      return scores;
    } else
      return {};
  }

  /// The model's output for each row; no rows for no rows.   rows x [In...] -> rows x [Out...]
  template <class RowsX = X>
  Prediction predict(RowsX const& x) {
    if constexpr (detail::require_inputs<X, RowsX>())
      return predict_rows(x);
    else
      return {};
  }

  /// The optimizer with its hyper-parameters: `trainer.optimizer().learning_rate = 0.01f`, in a callback too.
  Opt& optimizer() { return step_.state.optimizer; }
  LossModule& loss() { return step_.state.loss; }
  Net& model() { return net_; }
  /// Epochs in all calls of fit, those before the training was saved too. The order of an epoch's rows depends on its number.
  std::uint64_t epochs_trained() const { return epochs_trained_; }

  // For nn/save.hpp: what a training consists of beside the model, and how it goes on from there.
  step_type& step() { return step_; }
  /// The metrics as they begin an epoch, with their hyper-parameters.
  std::tuple<M...>& metrics() { return fresh_metrics_; }
  void resume(std::uint64_t epochs) { epochs_trained_ = epochs; }

 private:
  using evaluate_type = EvaluateStep<Net, LossModule, Opt, Batch<B>, Metrics<M...>>;
  // The loss, the metrics, and what layers report.
  static constexpr std::size_t own = 1 + sizeof...(M), results = own + step_type::reports, scores = own + evaluate_type::reports;
  // Several batches are gathered before they are trained on, so that the clock and the bar are asked for once.
  static constexpr std::size_t batch_bytes = B * (X::row_size + Y::row_size) * sizeof(float);
  static constexpr std::size_t block = B * (batch_bytes >= 16384 ? 1 : batch_bytes >= 1024 ? 16384 / batch_bytes : 16);
  using Results = std::array<double, results>;
  using Measured = std::array<double, scores>;

  template <class Callbacks>
  History fit_rows(Samples<X, Y> train, Options const& options, Callbacks& callbacks) {
    Samples<X, Y> held_out = options.validation;
    require_pairs(train, "fit: rows of y, as many as x has");
    require_pairs(held_out, "fit: rows of the validation's y, as many as its x has");
    split(train, held_out, options.validation_split);
    if (train.x.empty()) tenon::detail::fail("fit: there are no rows to train on");
    std::size_t const rows = train.x.rows(), steps = (rows + B - 1) / B;
    if (options.shuffle && rows > 0xffffffffU) tenon::detail::fail("fit: too many rows to shuffle: at most", 0xffffffffU, rows);

    History history = empty_history(options.epochs, !held_out.x.empty());
    std::vector<std::uint32_t> order(options.shuffle ? rows : 0);
    Progress progress(options.verbose, steps, history.names);
    std::array<double, results + scores> values{};
    step_.random.set_seed(options.seed);
    std::uint64_t const target = epochs_trained_ + options.epochs;
    bool stop = callbacks.train_begin(*this);  // may resume a training that was interrupted: fewer epochs are left then
    std::uint64_t const first = epochs_trained_;
    while (!stop && epochs_trained_ < target) {
      progress.begin(static_cast<std::size_t>(epochs_trained_ - first), static_cast<std::size_t>(target - first));
      if ((stop = callbacks.epoch_begin(*this, epochs_trained_))) break;
      double const start = detail::seconds_now();
      if (options.shuffle) detail::shuffle(order, options.seed, epochs_trained_);
      reset_metrics();
      put(values.data(), train_epoch(train, order, start, history, progress, callbacks, stop));
      double const trained = detail::seconds_now();
      if (!held_out.x.empty()) put(values.data() + results, measure(held_out));
      progress.end(trained - start, {values.data(), history.names.size()});

      for (std::size_t i = 0; i < history.values.size(); ++i) history.values[i].push_back(values[i]);
      history.seconds.push_back(detail::seconds_now() - start);
      history.train_seconds += trained - start;
      ++epochs_trained_;
      if (callbacks.epoch_end(*this, history)) stop = true;
    }
    callbacks.train_end(*this, history);
    return history;
  }

  Prediction predict_rows(X x) {
    Prediction prediction(x.rows());
    std::size_t const whole = x.rows() / B * B;
    for (std::size_t row = 0; row < whole; row += B)
      predict_step_(net_, x.data() + row * X::row_size, prediction.data() + row * Y::row_size);
    if (whole < x.rows()) {
      for (std::size_t i = 0; i < B; ++i) copy<X>(x, whole + i < x.rows() ? whole + i : whole, x_.data(), i);
      predict_step_(net_, x_.data(), y_.data(), x.rows() - whole);
      copy_values(prediction.data() + whole * Y::row_size, y_.data(), (x.rows() - whole) * Y::row_size);
    }
    return prediction;
  }

  static void require_pairs(Samples<X, Y> const& s, char const* what) {
    if (s.x.rows() != s.y.rows()) tenon::detail::fail(what, s.x.rows(), s.y.rows());
  }

  static void split(Samples<X, Y>& train, Samples<X, Y>& held_out, double part) {
    if (part == 0) return;
    if (!(part > 0 && part < 1)) tenon::detail::fail("fit: validation_split must be at least 0 and less than 1");
    if (!held_out.x.empty()) tenon::detail::fail("fit: either validation or validation_split, not both");
    std::size_t const rows = train.x.rows(), cut = static_cast<std::size_t>(static_cast<double>(rows) * (1 - part));
    held_out = {train.x.slice(cut, rows), train.y.slice(cut, rows)};
    train = {train.x.slice(0, cut), train.y.slice(0, cut)};
  }

  static History empty_history(std::size_t epochs, bool validation) {
    History history;
    detail::add_names(history.names, detail::result_names<M...>(step_type::report_names));
    if (validation) detail::add_names(history.names, detail::result_names<M...>(evaluate_type::report_names), "val_");
    std::size_t const room = epochs < 65536 ? epochs : 65536;
    history.values.resize(history.names.size());
    for (auto& v : history.values) v.reserve(room);
    history.seconds.reserve(room);
    return history;
  }

  template <std::size_t N>
  static void put(double* to, std::array<double, N> const& some) {
    for (std::size_t i = 0; i < N; ++i) to[i] = some[i];
  }

  template <class Callbacks>
  Results train_epoch(Samples<X, Y> const& train, std::vector<std::uint32_t> const& order, double start, History& history,
                      Progress& progress, Callbacks& callbacks, bool& stop) {
    std::size_t const rows = train.x.rows();
    std::size_t trained = 0;
    double loss = 0;
    detail::ReportMeans<step_type::reports> reported;
    for (std::size_t first = 0; first < rows && !stop;) {
      std::size_t const last = rows - first < block ? rows : first + block;
      Samples<float const*, float const*> const batches = batches_of(train, order, first, last);
      double const before = detail::seconds_now();
      for (std::size_t i = 0; i < last - first; i += B) {
        std::size_t const real = last - first - i < B ? last - first - i : B;
        float const objective = step_(net_, batches.x + i * X::row_size, batches.y + i * Y::row_size, real);
        loss += static_cast<double>(objective) * static_cast<double>(real);
        reported.add(step_.reported.values);
        trained += real;
        ++history.steps;
        if constexpr (Callbacks::on_batches)
          if ((stop = callbacks.batch_end(*this, (first + i) / B, static_cast<double>(objective)))) break;
      }
      double const after = detail::seconds_now();
      history.step_seconds += after - before;
      first = last;
      if (last < rows && progress.due(after - start)) {
        Results const now = results_so_far(loss / static_cast<double>(last), reported);
        progress.draw(last / B, after - start, now);
      }
    }
    history.rows += trained;
    return results_so_far(loss / static_cast<double>(trained), reported);
  }

  /// Rows first to last, in the order wanted, where a step can read them: whole batches that lie in memory as they are
  /// wanted stay there, all others are gathered. Rows that only fill the last batch are copies of a real one.
  Samples<float const*, float const*> batches_of(Samples<X, Y> const& from, std::vector<std::uint32_t> const& order,
                                                 std::size_t first, std::size_t last) {
    if (order.empty() && (last - first) % B == 0)
      return {from.x.data() + first * X::row_size, from.y.data() + first * Y::row_size};
    std::size_t const real = last - first, padded = (real + B - 1) / B * B;
    for (std::size_t i = 0; i < padded; ++i) {
      std::size_t const place = first + (i < real ? i : 0);
      std::size_t const row = order.empty() ? place : order[place];
      copy<X>(from.x, row, x_.data(), i);
      copy<Y>(from.y, row, y_.data(), i);
    }
    return {x_.data(), y_.data()};
  }

  /// The loss and the metrics over some rows.
  Measured measure(Samples<X, Y> const& samples) {
    reset_metrics();
    detail::ReportMeans<evaluate_type::reports> reported;
    std::size_t const rows = samples.x.rows();
    for (std::size_t first = 0; first < rows; first += B) {
      std::size_t const last = rows - first < B ? rows : first + B;
      auto const batch = batches_of(samples, {}, first, last);
      evaluate_step_(net_, step_.state, batch.x, batch.y, last - first);
      reported.add(evaluate_step_.reported.values);
    }
    Measured found;
    detail::read_results(step_.state.mean_loss, step_.state.metrics, found.data());
    reported.put(found.data() + own);
    if (rows == 0) found.fill(std::numeric_limits<double>::quiet_NaN());
    reset_metrics();
    return found;
  }

  Results results_so_far(double loss, detail::ReportMeans<step_type::reports> const& reported) {
    Results found;
    detail::read_results(step_.state.mean_loss, step_.state.metrics, found.data());
    found[0] = loss;
    reported.put(found.data() + own);
    return found;
  }

  void reset_metrics() {
    step_.state.mean_loss = Mean{};
    step_.state.metrics = fresh_metrics_;
  }

  template <class Rows>
  static void copy(Rows const& from, std::size_t row, float* to, std::size_t place) {
    copy_values(to + place * Rows::row_size, from.data() + row * Rows::row_size, Rows::row_size);
  }
  static void copy_values(float* to, float const* from, std::size_t count) { __builtin_memcpy(to, from, count * sizeof(float)); }

  Net& net_;
  step_type step_;
  evaluate_type evaluate_step_;
  PredictStep<Net, Batch<B>> predict_step_;
  std::tuple<M...> fresh_metrics_;
  std::uint64_t epochs_trained_ = 0;
  Tensor<float, block * X::row_size> x_;
  Tensor<float, block * Y::row_size> y_;
};

/// Makes a trainer for batches of B rows: `auto trainer = compile<32>(net, Huber{}, Nadam{}, MeanAbsoluteError{});`
template <std::size_t B, class Net, class LossModule, class Opt, class... M>
auto compile(Net& net, LossModule loss, Opt optimizer, M... metrics) {
  using Output = typename detail::OutputOf<Net>::type;
  constexpr bool model = diagnose::is_a_model<Net>,
                 loss_and_optimizer = diagnose::is_a_loss<LossModule, Output> && diagnose::is_an_optimizer<Opt>;
  static_assert(diagnose::is_a_model<Net>,
                "compile: the first argument must be a model: a module with input_shape and output_shape, not const");
  static_assert(diagnose::is_a_loss<LossModule, Output>,
                "compile: the second argument must be a loss: a module with call(y_true, y_pred)");
  static_assert(diagnose::is_an_optimizer<Opt>,
                "compile: the third argument must be an optimizer: a module with Slots, begin and update");
  static_assert((diagnose::is_a_metric<M, Output> && ...),
                "compile: after the optimizer come metrics: modules with update and result");
  if constexpr (model && loss_and_optimizer && (diagnose::is_a_metric<M, Output> && ...))
    return Trainer<Net, LossModule, Opt, Batch<B>, Metrics<M...>>(net, std::move(loss), std::move(optimizer),
                                                                  std::move(metrics)...);
  else
    return detail::NoTrainer{};
}

}  // namespace tenon::nn
