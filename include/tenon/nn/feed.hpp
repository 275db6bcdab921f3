// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/stacked.hpp>
#include <tenon/nn/predict.hpp>
#include <tenon/nn/row_weights.hpp>
#include <tenon/nn/shuffle.hpp>

#include <concepts>
#include <optional>
#include <vector>

namespace tenon::diagnose {
template <class Element, bool Is>
inline constexpr bool are_batches_of_inputs_and_labels = Is;
/// The rows of a batch, and those that the trainer was compiled for.
template <std::size_t Given, std::size_t Wanted>
inline constexpr bool batches_have_the_size = Given == Wanted;
template <class Element, bool Are>
inline constexpr bool are_batches_of_inputs = Are;
}  // namespace tenon::diagnose

/// Where a training gets its rows from, some batches at a time: `next()` makes `rows`, of which first to last are read in
/// `order`.
namespace tenon::nn::detail {

/// Rows in memory, in a new order each epoch if they are shuffled; `block` of them at a time.
template <std::size_t B, class Set>
struct RowFeed {
  Set rows;
  std::size_t block;
  bool shuffled = false;
  RowOrder order{};
  std::size_t first = 0, last = 0;

  RowFeed(Set all, std::size_t some, bool shuffle) : rows(std::move(all)), block(some), shuffled(shuffle) {
    if (shuffle) order.resize(rows_of(rows.x));
  }
  std::size_t steps() const { return (rows_of(rows.x) + B - 1) / B; }
  std::uint64_t first_step(std::uint64_t epoch) const { return epoch * steps(); }
  void begin(std::uint64_t seed, std::uint64_t epoch) {
    if (shuffled) shuffle(order, seed, epoch);
    first = last = 0;
  }
  bool next() {
    std::size_t const all = rows_of(rows.x);
    first = last;
    last = all - first < block ? all : first + block;
    return first < last;
  }
  bool at_end() const { return last == rows_of(rows.x); }
};

/// A data set, as data/dataset/dataset.hpp describes it.
template <class D>
concept DataSet = requires(std::remove_cvref_t<D>& d, typename std::remove_cvref_t<D>::element& e) {
  { d.next(e) } -> std::same_as<bool>;
  d.restart(std::uint64_t{});
};

/// What a batch of a data set is made of.
template <class E>
struct BatchFacts {
  static constexpr bool is_batch = false;
  static constexpr std::size_t rows = 0;
};
template <class X, class Y, std::size_t N>
struct BatchFacts<data::Batched<std::tuple<X, Y>, N>> {
  static constexpr bool is_batch = true, is_weighted = false;
  static constexpr std::size_t rows = N;
};
template <class X, class Y, std::size_t N>
struct BatchFacts<data::Batched<std::tuple<X, Y, float>, N>> {
  static constexpr bool is_batch = true, is_weighted = true;
  static constexpr std::size_t rows = N;
};

/// The first rows of a batch, or of each of a tuple, as what `fit` reads.   [N, D...] -> rows x [D...]
template <class Source, class T, std::size_t N, std::size_t... D, class Storage>
Source source_of(BasicTensor<T, Shape<N, D...>, Storage> const& values, std::size_t rows) {
  return Source(data::RowsView<T, D...>(values.data(), rows));
}
template <class Sources, class... V>
Sources source_of(std::tuple<V...> const& values, std::size_t rows) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return Sources{source_of<std::tuple_element_t<I, Sources>>(std::get<I>(values), rows)...};
  }(std::index_sequence_for<V...>{});
}

/// Batches of a data set: an iteration of it is an epoch, or `steps_per_epoch` batches, and the next epoch goes on behind them.
template <std::size_t B, class Set, class D>
struct DataFeed {
  using Batch = typename D::element;
  D& data;
  std::optional<std::size_t> steps_per_epoch{};
  Set rows{};
  RowOrder order{};
  std::size_t first = 0, last = 0;

  explicit DataFeed(D& d, std::optional<std::size_t> most = {}) : data(d), steps_per_epoch(most) {}

  /// 0 where that is not known.
  std::size_t steps() const {
    if (steps_per_epoch) return *steps_per_epoch;
    if constexpr (requires { data.cardinality(); }) {
      std::size_t const n = data.cardinality();
      return n >= ~std::size_t{0} - 1 ? 0 : n;
    } else
      return 0;
  }
  bool is_endless() const {
    if constexpr (requires { data.cardinality(); })
      return !steps_per_epoch && data.cardinality() == ~std::size_t{0};
    else
      return false;
  }
  /// An epoch may have any number of steps: the random keys of each have room.
  std::uint64_t first_step(std::uint64_t epoch) const { return epoch << 32; }
  void begin(std::uint64_t, std::uint64_t epoch) {
    taken_ = 0;
    if (steps_per_epoch && begun_) return;
    data.restart(iteration_ = epoch);
    begun_ = true;
  }
  bool next() {
    if (steps_per_epoch && taken_ == *steps_per_epoch) return false;
    if (!data.next(batch_)) {
      if (!steps_per_epoch) return false;
      data.restart(++iteration_);  // the data are at their end, the epoch is not
      if (!data.next(batch_)) return false;
    }
    ++taken_;
    last = batch_.rows;
    auto const& values = batch_.values;
    rows.x = source_of<decltype(rows.x)>(std::get<0>(values), last);
    rows.y = source_of<decltype(rows.y)>(std::get<1>(values), last);
    if constexpr (BatchFacts<Batch>::is_weighted)
      rows.weights = SampleWeight(std::span<float const>(std::get<2>(values).data(), last));
    else
      rows.weights = {};  // of the batch before, where classes weigh
    for_each_source([](auto const& source) { source.check(); }, rows.x);
    for_each_source([](auto const& source) { source.check(); }, rows.y);
    return true;
  }
  bool at_end() const { return taken_ == steps(); }

 private:
  Batch batch_{};
  std::uint64_t iteration_ = 0;
  std::size_t taken_ = 0;
  bool begun_ = false;
};

/// The same where classes weigh.
template <std::size_t B, class Set, class D, class LabelRow, std::size_t Outputs>
struct WeighedFeed : DataFeed<B, Set, D> {
  std::vector<ClassWeight> const& by_class;
  std::vector<float> weights{};

  WeighedFeed(D& data, std::optional<std::size_t> most, std::vector<ClassWeight> const& classes)
      : DataFeed<B, Set, D>(data, most), by_class(classes) {}
  bool next() {
    if (!DataFeed<B, Set, D>::next()) return false;
    if (!by_class.empty()) weigh<LabelRow, Outputs>(this->rows, by_class, Weighed::a_batch, weights);
    return true;
  }
};

/// What a model reads of a batch: all of it, or the first component where labels come with it. Where the model has several
/// inputs, they are a tuple.
template <class X, class E>
struct PredictedBatch {
  static constexpr std::size_t rows = 0;
};
template <class X, class V, std::size_t N>
struct PredictedBatch<X, data::Batched<V, N>> {
  static constexpr std::size_t rows = N;
  static constexpr bool labelled = [] {
    if constexpr (is_several<V> && is_several<X>)
      return is_several<std::tuple_element_t<0, V>>;
    else
      return is_several<V>;
  }();
  static auto const& of(data::Batched<V, N> const& batch) {
    if constexpr (labelled)
      return std::get<0>(batch.values);
    else
      return batch.values;
  }
};

/// Batch after batch of an iteration, as what a model reads: `use(x)` of each.
template <class X, class D, class F>
void for_each_batch(D& data, F const& use) {
  typename D::element batch{};
  data.restart(0);
  while (data.next(batch)) {
    X const x = source_of<X>(PredictedBatch<X, typename D::element>::of(batch), batch.rows);
    for_each_source([](auto const& source) { source.check(); }, x);
    use(x);
  }
}
/// Whether a data set can be predicted from.
template <class D, std::size_t B, class X>
constexpr bool check_inputs() {
  using Element = typename std::remove_cvref_t<D>::element;
  constexpr std::size_t rows = PredictedBatch<X, Element>::rows;
  static_assert(diagnose::are_batches_of_inputs < Element, rows != 0 >,
                "predict: the data set must give batches of x, or of (x, y): ... | data::batch<B>() (its element follows)");
  if constexpr (rows != 0)
    static_assert(diagnose::batches_have_the_size<rows, B>,
                  "predict: the batches of the data set have another size than those of the trainer (given, trainer's follow)");
  return rows == B;
}

/// Whether a data set can be trained on; what is wrong is said here.
template <class D, std::size_t B>
constexpr bool check_batches() {
  using Facts = BatchFacts<typename std::remove_cvref_t<D>::element>;
  static_assert(diagnose::are_batches_of_inputs_and_labels<typename std::remove_cvref_t<D>::element, Facts::is_batch>,
                "fit, evaluate: the data set must give batches of (x, y), or (x, y, float weight): ... | data::batch<B>() (its "
                "element follows)");
  if constexpr (Facts::is_batch)
    static_assert(
        diagnose::batches_have_the_size<Facts::rows, B>,
        "fit, evaluate: the batches of the data set have another size than those of the trainer (given, trainer's follow)");
  return Facts::is_batch && Facts::rows == B;
}

}  // namespace tenon::nn::detail
