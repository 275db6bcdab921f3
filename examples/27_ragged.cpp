// SPDX-License-Identifier: MIT
// Rows of several lengths: what is done with them, and how they reach a model as padded rows with a mask.
#include <tenon/data/ragged.hpp>
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;
namespace ragged = tenon::ragged;

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}

void tensors() {
  // [tensor]
  tn::RaggedTensor<float> marks{{2, 1}, {}, {3, 1.5F, 1}};  // [3, (length)]: a row for each pupil
  std::span<float const> const last = marks[2];             // a row, not a copy; marks[-1] is the same
  float const mark = marks(0, -1);                          // the last one of row 0; indices are checked
  marks(0, 1) = 1.5F;
  marks.push_back({2, 2.5F});
  for (auto const row : marks) std::printf("%zu ", row.size());  // 2 0 3 2
  std::puts(tn::to_string(marks).c_str());                       // [[2.0, 1.5], [], [3.0, 1.5, 1.0], [2.0, 2.5]]

  tn::RaggedTensor<float, 1, tn::Shape<2>> const paths{{{0, 0}, {1, 2}}, {{5, 5}}};  // [2, (length), 2]: points
  tn::RaggedTensor<int, 2> const book{{{1, 2, 3}, {4}}, {}, {{5, 6}}};               // [3, (length), (length)]
  int const five = book[2][0][0];                                                    // book[2] is ragged in one axis less
  // [end]
  check(last.data() != nullptr && mark == 1, "elements");
  check(tn::to_string(marks) == "[[2.0, 1.5], [], [3.0, 1.5, 1.0], [2.0, 2.5]]", "print");
  check(paths(0, 1, 1) == 2 && paths.row_length(1) == 1 && five == 5 && book[1].rows() == 0, "axes");

  // [fixed]
  // Room for 4 rows and 8 values in the type: no heap, and in constant evaluation too.
  constexpr tn::RaggedTensor<float, 1, tn::Shape<>, 4, 8> small{{1, 2}, {}, {3}};
  static_assert(ragged::sum(small)(0) == 3 && (small * 2)(2, 0) == 6);
  // [end]

  // [partition]
  std::vector<float> const values{2, 1, 3, 1.5F, 1};
  using Marks = tn::RaggedTensor<float>;
  auto const by_splits = Marks::from_row_splits(values, std::vector{0, 2, 2, 5});            // row i: splits[i] to splits[i + 1]
  auto const by_lengths = Marks::from_row_lengths(values, std::vector{2, 0, 3});             // the length of each row
  auto const by_rows = Marks::from_value_rowids(values, std::vector{0, 0, 2, 2, 2}, 3);      // the row of each value
  auto const nested = Marks::from_nested(std::vector<std::vector<float>>{{2, 1}, {}, {3}});  // ranges in ranges
  auto const where = by_lengths.row_splits();                                                // 0 2 2 5
  // [end]
  check(by_splits == by_lengths && by_splits == by_rows && nested.rows() == 3 && where[3] == 5, "partition");

  // [errors]
  auto const wrong = Marks::try_from_row_splits(values, std::vector{0, 3, 2, 5});
  if (!wrong) std::puts(std::string(wrong.message()).c_str());
  // row_splits[2] = 2 of axis 0 is less than row_splits[1] = 3
  // [end]
  check(wrong.message() == "row_splits[2] = 2 of axis 0 is less than row_splits[1] = 3", "errors");
}

void operations() {
  // [operations]
  tn::RaggedTensor<float> const r{{2, 1}, {}, {3}}, s{{4, 5}, {}, {6}};
  auto const sums = r + 10 * s;  // [[42, 51], [], [63]]
  auto const roots =
      ragged::map_flat_values([](auto const& x) { return tn::sqrt(x); }, r);      // functions of the vocabulary, of all values
  tn::data::Rows<float> const totals = ragged::sum(r);                            // a number a row: 3 0 3
  auto const lengths = ragged::map_rows([](auto row) { return row.size(); }, r);  // any function of a row: 2 0 1
  auto const longer = ragged::concat(r, s);                                       // six rows
  auto const wider = ragged::concat<1>(r, s);                                     // [[2, 1, 4, 5], [], [3, 6]]
  auto const pairs = ragged::stack<1>(r, s);                                      // [[[2, 1], [4, 5]], [[], []], [[3], [6]]]
  auto const chosen = ragged::gather(r, {2, 0});                                  // rows by number: [[3], [2, 1]]
  auto const large = ragged::boolean_mask(r, r > 1);                              // [[2], [], [3]]
  auto const firsts = ragged::slice<1>(r, 0, 1);                                  // of each row the first: [[2], [], [3]]
  auto const sorted = ragged::sort(r);                                            // [[1, 2], [], [3]]
  // [end]
  check(sums(0, 1) == 51 && roots(0, 1) == 1 && totals.row(2)[0] == 3 && lengths.row(0)[0] == 2, "operations");
  check(longer.rows() == 6 && wider(2, 1) == 6 && pairs(2, 1, 0) == 6 && chosen(1, 0) == 2, "joins");
  check(large == firsts && sorted(0, 0) == 1, "selections");
}

void padding() {
  // [padding]
  tn::RaggedTensor<float> const r{{2, 1}, {}, {3}};
  tn::data::Rows<float, 4> const x = ragged::to_tensor<4>(r);         // 2 1 0 0, 0 0 0 0, 3 0 0 0; another fill: (r, -1)
  tn::data::Rows<bool, 4> const real = ragged::mask<4>(r);            // where that is no padding
  auto const cut = ragged::to_tensor<1>(r, 0, ragged::truncate);      // a longer row is an error, unless it may be cut
  auto const again = ragged::from_tensor(x, ragged::row_lengths(r));  // the first 2, 0 and 1 of each row
  auto const too = ragged::boolean_mask(x, real);                     // the same
  auto const wide = ragged::pad(r);                                   // to the longest row, which no type says
  // [end]
  check(x.row(2)[0] == 3 && x.row(2)[1] == 0 && real.row(0)[1] && !real.row(0)[2] && cut.row(0)[0] == 2, "padding");
  check(again == r && too == r && wide.width == 2 && wide.mask.row(1)[0] && !wide.mask.row(2)[0], "and back");
}

void layers() {
  // [layers]
  tn::RaggedTensor<float, 1, tn::Shape<2>, 3, 8> const paths{{{0, 0}, {1, 2}}, {}, {{5, 6}}};  // at most 3 rows, 8 points
  tn::Tensor<float, 3, 4, 2> const x = ragged::to_tensor<4>(paths);                            // of what has capacities, a tensor
  tn::Tensor<bool, 3, 4> const real = ragged::mask<4>(paths);
  auto const means = tn::call(nn::GlobalAveragePooling1D<>{}, x, real);  // [3, 2]: over the points that are there
  // [end]
  check(means(0, 0) == 0.5F && means(0, 1) == 1 && means(1, 0) == 0 && means(2, 1) == 6, "layers");
}

// [traced]
// Functions of paths: what each point costs, and all of them together.
constexpr auto costs = [](auto const& paths, auto const& price) {
  auto const squares = ragged::map_flat_values([](auto const& p) { return tn::sum<-1>(tn::square(p)); }, paths);
  return squares * price;  // [rows, (length)]
};
constexpr auto total = [](auto const& paths, auto const& price) { return tn::sum(ragged::sum(costs(paths, price))); };
// [end]

void gradient() {
  tn::RaggedTensor<float, 1, tn::Shape<2>, 3, 8> const paths{{{0, 0}, {1, 2}}, {}, {{5, 6}, {5, 7}, {6, 7}}};
  // [slopes]
  auto const each = tn::function(costs)(paths, 0.5F);             // [[0, 2.5], [], ...]: ragged, with the capacities of paths
  auto const [by_path, by_price] = tn::grad(total)(paths, 0.5F);  // by_path has the rows of paths
  // [end]
  check(tn::to_string(each) == "[[0.0, 2.5], [], [30.5, 37.0, 42.5]]", "costs");
  check(by_path == paths && by_price.item() == 225, "gradient");
}

// [net]
constexpr std::size_t steps = 6;

/// Takes series and which of their steps are real. The mask reaches the recurrent layer, the loss and the metrics.
struct Net {
  using input_shape = std::tuple<tn::Shape<steps, 1>, nn::Input<bool, steps>>;
  nn::Build<nn::SimpleRNN<4, nn::ReturnSequences>, tn::Shape<steps, 1>> memory;
  nn::Build<nn::Dense<1>, tn::Shape<steps, 4>> output;
  TENON_MODULE(Net, memory, output);

  constexpr auto call(auto const& x, auto const& real, auto& context) const {
    context.set_mask(real);
    return output.call(memory.call(x, context));
  }
};
// [end]

void model() {
  // [fit]
  using Series = tn::RaggedTensor<float, 1, tn::Shape<1>>;
  Series series, sums;  // at each step, the sum of the steps so far
  for (std::size_t i = 0; i < 24; ++i) {
    std::vector<float> values(i % (steps + 1)), so_far;
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k] = 0.2F * std::sin(float(7 * i + 3 * k));
      so_far.push_back(values[k] + (k == 0 ? 0 : so_far[k - 1]));
    }
    series.push_back(tn::data::RowsView<float, 1>(values));
    sums.push_back(tn::data::RowsView<float, 1>(so_far));
  }
  auto const x = ragged::to_tensor<steps>(series), y = ragged::to_tensor<steps>(sums, 99);  // 99 is never seen
  auto const real = ragged::mask<steps>(series);

  Net net;
  tn::initialize(net, 1);
  nn::Adam adam;
  adam.learning_rate = 0.02F;
  auto trainer = nn::compile<24>(net, nn::MeanSquaredError{}, adam);
  trainer.fit({x, real}, y, {.epochs = 100, .verbose = nn::Verbose::silent});
  double const loss = trainer.evaluate({x, real}, y)["loss"];

  Series const predicted = ragged::boolean_mask(trainer.predict({x, real}), real);  // as long as the series
  auto const error = predicted - sums;
  // [end]
  double mean = 0;
  for (float const e : error.flat_values()) mean += double(e) * double(e);
  mean /= double(error.flat_values().size());
  std::printf("mean squared error %.9f, of the real steps %.9f\n", loss, mean);
  check(std::fabs(loss - mean) < 1e-4 * mean, "the loss is the mean over the real steps");
  check(loss < 1e-3, "the network learns to add");
}

}  // namespace

int main() {
  tensors();
  operations();
  padding();
  layers();
  gradient();
  model();
}
