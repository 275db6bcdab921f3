// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/callback/callbacks.hpp>
#include <tenon/nn/clock.hpp>
#include <tenon/nn/feed.hpp>
#include <tenon/nn/fit_options.hpp>
#include <tenon/nn/progress.hpp>
#include <tenon/nn/results.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

/// Training, evaluation and prediction on data sets of any number of rows. For hosts: it uses a clock, stdout and,
/// before the first step, the heap.
namespace tenon::nn {

/// A model, a loss, an optimizer and metrics, for batches of B rows. Made by `compile`. The model is trained in place
/// and must outlive the trainer; a second `fit` goes on where the first one stopped, with the optimizer's state.
template <class Net, class LossModule, class Opt, class B, class MetricList = Metrics<>>
class Trainer;

template <class Net, class LossModule, class Opt, std::size_t B, class... M>
class Trainer<Net, LossModule, Opt, Batch<B>, Metrics<M...>> {
  using input_row = detail::RowOf<typename Net::input_shape>;
  using output_row = detail::OutputRow<Net>;
  using label_row = typename detail::LabelsOfLoss<LossModule, output_row>::type;

 public:
  using step_type = TrainStep<Net, LossModule, Opt, Batch<B>, Metrics<M...>, typename Net::input_shape, label_row, true>;
  /// What inputs and labels are read from, and rows of what the model gives; tuples where there are several.
  using X = typename detail::SourceOf<input_row, false>::type;
  using Y = typename detail::SourceOf<label_row, true>::type;
  using Prediction = typename detail::OwnedRows<output_row>::type;
  using Options = FitOptions<X, Y>;
  using DatasetOptions = DatasetFitOptions<X, Y>;

  explicit Trainer(Net& net, LossModule loss, Opt optimizer, M... metrics)
      : net_(net), step_(std::move(loss), std::move(optimizer)), fresh_metrics_(std::move(metrics)...) {
    reset_metrics();
  }

  /// Trains on the rows of x and y: `fit(x, y)`, `fit({wide, deep}, y)`. Rows of integers are converted to what the model and the
  /// loss take as they are read. Callbacks (nn/callback/callbacks.hpp) see what happens, and may stop it.
  /// 0 epochs train nothing; no rows, or not as many in y as in x, end the program. After the first step nothing is
  /// allocated (the history grows after 65536 epochs).   x rows x [In...], y rows x [Labels...]
  template <class... Callback>
  History fit(X const& x, Y const& y, Options const& options = {}, Callback&&... callback) {
    if constexpr (are_callbacks<Callback...>()) {
      detail::Callbacks<Trainer, std::remove_reference_t<Callback>...> callbacks{callback...};
      return fit_rows({x, y, options.sample_weight}, options, callbacks);
    } else
      return {};
  }

  /// Trains on the batches of a data set (data/datasets.hpp): `fit(from_rows(x, y) | shuffle<1024>(seed) | batch<32>(), {.epochs
  /// = 5})`. Its elements are batches of B rows of (x, y) or (x, y, float weight), the last one with fewer. Epoch k is its
  /// iteration k.
  template <detail::DataSet D, class... Callback>
  History fit(D&& data, DatasetOptions const& options = {}, Callback&&... callback) {
    if constexpr (detail::check_batches<D, B>()) {
      require_rows(options.validation, validation_labels, validation_weights);
      detail::RowFeed<B, Set> held_out(options.validation, B, false);
      return fit_data(data, held_out, detail::rows_of(options.validation.x) != 0, options, callback...);
    } else
      return {};
  }
  /// The same, and measures another data set after every epoch.
  template <detail::DataSet D, detail::DataSet V, class... Callback>
  History fit(D&& data, V&& validation, DatasetOptions const& options = {}, Callback&&... callback) {
    if constexpr (detail::check_batches<D, B>() && detail::check_batches<V, B>()) {
      detail::DataFeed<B, Set, std::remove_cvref_t<V>> held_out(validation);
      return fit_data(data, held_out, true, options, callback...);
    } else
      return {};
  }

  /// One step on these rows, at most B of them, and no epoch. The loss and the metrics are those of this batch, before the step.
  /// as fit's
  Scores train_on_batch(X const& x, Y const& y, SampleWeight const& sample_weight = {}) {
    Set const batch{x, y, sample_weight};
    require_rows(batch, "train_on_batch: rows of y, as many as x has", "train_on_batch: weights, as many as x has rows");
    std::size_t const rows = detail::rows_of(x);
    if (rows == 0 || rows > B) tenon::detail::fail("train_on_batch: rows, at least one and at most those of a batch", B, rows);
    reset_metrics();
    gather_weights(sample_weight, {}, 0, rows);
    float const loss = step_(net_, detail::gather<B>(x, x_, {}, 0, rows), detail::gather<B>(y, y_, {}, 0, rows), w_.data(), rows);
    detail::ReportMeans<step_type::reports> reported(step_type::report_list);
    reported.add(step_.reported.values, rows);
    auto const values = results_so_far(static_cast<double>(loss), reported);
    Scores scores{{}, {values.begin(), values.end()}};
    detail::add_names(scores.names, detail::result_names<Net, M...>(step_type::report_list));
    return scores;
  }

  /// The mean loss and the metrics over all rows, without training. On no rows they are NaN.   as fit's
  Scores evaluate(X const& x, Y const& y, SampleWeight const& sample_weight = {}) {
    Set const all{x, y, sample_weight};
    require_rows(all, "evaluate: rows of y, as many as x has", "evaluate: weights, as many as x has rows");
    detail::RowFeed<B, Set> feed(all, B, false);
    return scores_of(feed);
  }
  /// The same over the batches of a data set.   as fit's
  template <detail::DataSet D>
  Scores evaluate(D&& data) {
    if constexpr (detail::check_batches<D, B>()) {
      detail::DataFeed<B, Set, std::remove_cvref_t<D>> feed(data);
      if (feed.is_endless()) tenon::detail::fail("evaluate: the data set has no end: take(n) gives it one");
      return scores_of(feed);
    } else
      return {};
  }

  /// The model's output for each row; no rows for no rows.   rows x [In...] -> rows x [Out...]
  Prediction predict(X const& x) { return detail::predict_rows<B>(net_, predict_step_, x, x_, p_); }
  /// The same for an iteration of a data set, whose batches are of x, of (x, y) or of (x, y, weight).
  template <detail::DataSet D>
  Prediction predict(D&& data) {
    Prediction all;
    if constexpr (detail::check_inputs<D, B, X>()) {
      if constexpr (requires { data.cardinality(); })
        if (data.cardinality() == ~std::size_t{0}) tenon::detail::fail("predict: the data set has no end: take(n) gives it one");
      detail::for_each_batch<X>(data, [&](X const& x) { detail::append_rows(all, predict(x)); });
    }
    return all;
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
  void resume(std::uint64_t epochs, std::optional<std::uint64_t> seed = {}) {
    epochs_trained_ = epochs;
    if (seed) seed_ = *seed;
  }
  /// That of the last fit: of the order of rows, and of random keys.
  std::uint64_t seed() const { return seed_; }

 private:
  using Set = Samples<X, Y>;
  using Order = detail::RowOrder;
  using evaluate_type = EvaluateStep<Net, LossModule, Opt, Batch<B>, Metrics<M...>, typename Net::input_shape, label_row, true>;
  // The loss, the metrics, and what layers report.
  static constexpr std::size_t own = 1 + detail::result_values<M...>, results = own + step_type::reports,
                               scores = own + evaluate_type::reports;
  // Several batches are gathered before they are trained on, so that the clock and the bar are asked for once.
  static constexpr std::size_t batch_bytes = B * (detail::row_bytes<input_row> + detail::row_bytes<label_row>);
  static constexpr std::size_t outputs = detail::is_losses<LossModule> ? detail::listed_losses<LossModule> : 1;
  static constexpr std::size_t block = B * (batch_bytes >= 16384 ? 1 : batch_bytes >= 1024 ? 16384 / batch_bytes : 16);
  static constexpr char const *validation_labels = "fit: rows of the validation's y, as many as its x has",
                              *validation_weights = "fit: weights of the validation, as many as its x has rows";
  using Results = std::array<double, results>;
  using Measured = std::array<double, scores>;

  template <class Callbacks>
  History fit_rows(Set train, Options const& options, Callbacks& callbacks) {
    Set held_out = options.validation;
    require_rows(train, "fit: rows of y, as many as x has", "fit: weights, as many as x has rows");
    require_rows(held_out, validation_labels, validation_weights);
    std::vector<float> by_class;
    if (!options.class_weight.empty())
      detail::weigh<label_row, outputs>(train, options.class_weight, detail::Weighed::all_rows, by_class);
    split(train, held_out, options.validation_split);
    std::size_t const rows = detail::rows_of(train.x);
    if (rows == 0) tenon::detail::fail("fit: there are no rows to train on");
    if (options.shuffle && rows > 0xffffffffU) tenon::detail::fail("fit: too many rows to shuffle: at most", 0xffffffffU, rows);

    detail::RowFeed<B, Set> feed(train, block, options.shuffle), measured(held_out, B, false);
    return fit_feed(feed, measured, detail::rows_of(held_out.x) != 0, options, callbacks);
  }

  template <class D, class Held, class... Callback>
  History fit_data(D& data, Held& held_out, bool validated, DatasetOptions const& options, Callback&... callback) {
    if constexpr (are_callbacks<Callback...>()) {
      detail::Callbacks<Trainer, std::remove_reference_t<Callback>...> callbacks{callback...};
      detail::WeighedFeed<B, Set, D, label_row, outputs> feed(data, options.steps_per_epoch, options.class_weight);
      if (feed.is_endless()) tenon::detail::fail("fit: the data set has no end: steps_per_epoch says where an epoch ends");
      if (options.steps_per_epoch && *options.steps_per_epoch == 0) tenon::detail::fail("fit: steps_per_epoch is 0");
      return fit_feed(feed, held_out, validated, options, callbacks);
    } else
      return {};
  }

  template <class... Callback>
  static constexpr bool are_callbacks() {
    static_assert((diagnose::is_a_callback<Callback, detail::Callback<std::remove_reference_t<Callback>, Trainer>> && ...),
                  "fit: this type is no callback: a function of the history, or a struct with on_epoch_end(trainer, history) or "
                  "another member that nn/callback/callbacks.hpp names");
    return (detail::Callback<std::remove_reference_t<Callback>, Trainer> && ...);
  }

  /// Epoch after epoch of what is trained on, and of what is only measured.
  template <class Feed, class Held, class Chosen, class Callbacks>
  History fit_feed(Feed& feed, Held& held_out, bool validated, Chosen const& options, Callbacks& callbacks) {
    History history = empty_history(options.epochs, validated);
    Progress progress(options.verbose, feed.steps(), history.names);
    std::array<double, results + scores> values{};
    if (options.initial_epoch) epochs_trained_ = *options.initial_epoch;
    std::uint64_t const target = options.initial_epoch ? options.epochs : epochs_trained_ + options.epochs;
    bool stop = callbacks.train_begin(*this);  // may resume a training that was interrupted: fewer epochs are left then
    std::uint64_t const first = epochs_trained_;
    if (options.seed) seed_ = *options.seed;
    while (!stop && epochs_trained_ < target) {
      step_.random.start(seed_, feed.first_step(epochs_trained_));
      progress.begin(static_cast<std::size_t>(epochs_trained_ - first), static_cast<std::size_t>(target - first));
      stop = callbacks.epoch_begin(*this, epochs_trained_);
      if (stop) break;
      double const start = detail::seconds_now();
      feed.begin(seed_, epochs_trained_);
      reset_metrics();
      put(values.data(), train_epoch(feed, start, history, progress, callbacks, stop));
      double const trained = detail::seconds_now();
      if (validated) {
        callbacks.test_begin(*this);
        put(values.data() + results, measure(held_out));
        callbacks.test_end(*this);
      }
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

  static void require_rows(Set const& s, char const* labels, char const* weights) {
    std::size_t const rows = detail::rows_of(s.x), found = detail::rows_of(s.y);
    if (rows == ~std::size_t{0} || found == ~std::size_t{0})
      tenon::detail::fail("fit, evaluate: all inputs, and all labels, must have as many rows");
    if (rows != found) tenon::detail::fail(labels, rows, found);
    if (s.weights.given() && s.weights.outputs() != 1 && s.weights.outputs() != outputs)
      tenon::detail::fail("fit, evaluate: one weight a row, or one for each output", outputs, s.weights.outputs());
    if (s.weights.given() && s.weights.rows() != rows) tenon::detail::fail(weights, rows, s.weights.rows());
    detail::for_each_source([](auto const& source) { source.check(); }, s.x);
    detail::for_each_source([](auto const& source) { source.check(); }, s.y);
  }

  static void split(Set& train, Set& held_out, double part) {
    if (part == 0) return;
    if (!(part > 0 && part < 1)) tenon::detail::fail("fit: validation_split must be at least 0 and less than 1");
    if (detail::rows_of(held_out.x) != 0) tenon::detail::fail("fit: either validation or validation_split, not both");
    std::size_t const rows = detail::rows_of(train.x), cut = static_cast<std::size_t>(static_cast<double>(rows) * (1 - part));
    if (cut == rows) tenon::detail::fail("fit: validation_split leaves no rows to validate on");
    if (cut == 0) tenon::detail::fail("fit: validation_split leaves no rows to train on");
    held_out = {detail::slice_of(train.x, cut, rows), detail::slice_of(train.y, cut, rows), train.weights.slice(cut, rows)};
    train = {detail::slice_of(train.x, 0, cut), detail::slice_of(train.y, 0, cut), train.weights.slice(0, cut)};
  }

  static History empty_history(std::size_t epochs, bool validation) {
    History history;
    detail::add_names(history.names, detail::result_names<Net, M...>(step_type::report_list));
    if (validation) detail::add_names(history.names, detail::result_names<Net, M...>(evaluate_type::report_list), "val_");
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

  template <class Feed, class Callbacks>
  Results train_epoch(Feed& feed, double start, History& history, Progress& progress, Callbacks& callbacks, bool& stop) {
    std::size_t trained = 0, batch = 0;
    double loss = 0;
    detail::ReportMeans<step_type::reports> reported(step_type::report_list);
    while (!stop && feed.next()) {
      std::size_t const first = feed.first, last = feed.last;
      auto const x = detail::gather<B>(feed.rows.x, x_, feed.order, first, last);
      auto const y = detail::gather<B>(feed.rows.y, y_, feed.order, first, last);
      gather_weights(feed.rows.weights, feed.order, first, last);
      double const before = detail::seconds_now();
      for (std::size_t i = 0; i < last - first; i += B) {
        std::size_t const real = last - first - i < B ? last - first - i : B, number = batch++;
        float const objective =
            step_(net_, detail::moved<input_row>(x, i), detail::moved<label_row>(y, i), w_.data() + i * outputs, real);
        loss += static_cast<double>(objective) * static_cast<double>(real);
        reported.add(step_.reported.values, real);
        trained += real;
        ++history.steps;
        if (!__builtin_isfinite(objective) && !history.not_finite)
          note_not_finite(history, number, static_cast<double>(objective), reported);
        if constexpr (Callbacks::on_batches) {
          stop = callbacks.batch_end(*this, number, static_cast<double>(objective));
          if (stop) break;
        }
      }
      double const after = detail::seconds_now();
      history.step_seconds += after - before;
      if (!feed.at_end() && progress.due(after - start)) {
        Results const now = results_so_far(loss / static_cast<double>(trained), reported);
        progress.draw(batch, after - start, now);
      }
    }
    if (trained == 0) tenon::detail::fail("fit: there are no rows to train on");
    history.rows += trained;
    return results_so_far(loss / static_cast<double>(trained), reported);
  }

  /// Notes which of the loss and the metrics are no numbers any more.
  [[gnu::cold, gnu::noinline]] void note_not_finite(History& history, std::size_t batch, double loss,
                                                    detail::ReportMeans<step_type::reports> const& reported) {
    Results const now = results_so_far(loss, reported);
    NotFinite found{history.steps, static_cast<std::size_t>(epochs_trained_), batch, {}};
    for (std::size_t i = 0; i < results; ++i)
      if (!__builtin_isfinite(now[i])) found.names.push_back(history.names[i]);
    history.not_finite = std::move(found);
  }

  /// What these rows weigh: those that only fill the last batch nothing.
  void gather_weights(SampleWeight const& from, Order const& order, std::size_t first, std::size_t last) {
    std::size_t const real = last - first, padded = (real + B - 1) / B * B;
    for (std::size_t i = 0; i < padded; ++i)
      for (std::size_t k = 0; k < outputs; ++k)
        w_.data()[i * outputs + k] = i >= real       ? 0.F
                                     : !from.given() ? 1.F
                                                     : from.of(order.empty() ? first + i : order[first + i], k);
  }

  /// The loss and the metrics over some rows.
  template <class Feed>
  Measured measure(Feed& feed) {
    reset_metrics();
    detail::ReportMeans<evaluate_type::reports> reported(evaluate_type::report_list);
    std::size_t measured = 0;
    for (feed.begin(0, 0); feed.next();) {
      std::size_t const first = feed.first, last = feed.last;
      gather_weights(feed.rows.weights, feed.order, first, last);
      evaluate_step_(net_, step_.state, detail::gather<B>(feed.rows.x, x_, feed.order, first, last),
                     detail::gather<B>(feed.rows.y, y_, feed.order, first, last), w_.data(), last - first);
      reported.add(evaluate_step_.reported.values, last - first);
      measured += last - first;
    }
    Measured found;
    detail::read_results(step_.state.mean_loss, step_.state.metrics, found.data());
    reported.put(found.data() + own);
    if (measured == 0) found.fill(std::numeric_limits<double>::quiet_NaN());
    reset_metrics();
    return found;
  }
  template <class Feed>
  Scores scores_of(Feed& feed) {
    auto const values = measure(feed);
    Scores scores{{}, {values.begin(), values.end()}};
    detail::add_names(scores.names, detail::result_names<Net, M...>(evaluate_type::report_list));
    return scores;
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

  Net& net_;
  step_type step_;
  evaluate_type evaluate_step_;
  PredictStep<Net, Batch<B>> predict_step_;
  std::tuple<M...> fresh_metrics_;
  std::uint64_t epochs_trained_ = 0, seed_ = 0;
  typename detail::RowBuffer<input_row, block>::type x_;
  typename detail::RowBuffer<label_row, block>::type y_;
  typename detail::RowBuffer<output_row, B>::type p_;
  BasicTensor<float, Shape<block * outputs>> w_;
};

}  // namespace tenon::nn
