// SPDX-License-Identifier: MIT
// Arrays of tensors that are written slot by slot, outside and inside traced functions, and sets.
#include <tenon/data/sets.hpp>
#include <tenon/data/tensor_array.hpp>
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <tuple>

namespace tn = tenon;

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}

void arrays() {
  // [array]
  tn::TensorArray<tn::Tensor<float, 2>, 3> array;  // three slots for vectors of two
  array.write(0, {1, 2});
  array.write(1, {3, 10});
  array.write(2, array.read(0) * 5.f);
  tn::Tensor<float, 2> const second = array.read(1);
  tn::Tensor<float, 3, 2> const all = array.stack();
  tn::Tensor<float, 6> const joined = array.concat();
  tn::Tensor<float, 2, 2> const some = array.gather(tn::Tensor<int, 2>{2, 0});
  array.unstack(all * 2.f);
  // [end]
  check(second(1) == 10 && all(2, 0) == 5 && joined(3) == 10 && some(1, 1) == 2 && array.read(1)(0) == 6, "array");

  // [errors]
  tn::TensorArray<tn::Tensor<float, 2>, 3, tn::clear_after_read> once;
  once.write(1, {3, 10});
  bool const first_time = static_cast<bool>(once.try_read(1));
  std::string const again(once.try_read(1).message()), never(once.try_read(0).message());
  std::string const outside(once.try_write(3, {1, 1}).message());
  // [end]
  check(first_time && again == "slot 1 was read before, and the array clears what is read" && never == "slot 0 was not written" &&
            outside == "slot 3 is out of range: there are slots 0 to 2",
        "errors");

  // [growing]
  tn::TensorArray<tn::Tensor<float, 2>, tn::dynamic_capacity> log;
  for (int i = 0; i < 5; ++i) log.write(i, {float(i), 1});
  tn::data::RowsView<float, 2> const rows = log.rows();  // where they lie, as a data set
  tn::Tensor<float, 5, 2> const fixed = log.stack<5>();  // another number ends the program
  // [end]
  check(rows.rows() == 5 && rows.row(4)[0] == 4 && fixed(4, 0) == 4, "growing");
}

// [loop]
// All states of a recurrent network: each step reads what the one before wrote.
constexpr auto states = [](auto const& xs, auto const& kernel) {
  auto const first = tn::TensorArray<tn::Tensor<float, 3>, 10>{}.write(0, xs[0]);
  auto const all =
      tn::fori_loop<1, 10>([](auto const& i, auto const& array, auto const& x,
                              auto const& k) { return array.write(i, tn::tanh(tn::matmul(k, array.read(i - 1)) + x[i])); },
                           first, xs, kernel);
  return all.stack();
};
constexpr auto loss = [](auto const& xs, auto const& kernel) { return tn::mean(tn::square(states(xs, kernel))); };
// [end]

void loops() {
  tn::Tensor<float, 10, 3> xs;
  for (std::size_t i = 0; i < xs.size; ++i) xs.data()[i] = std::sin(float(i));
  tn::Tensor<float, 3, 3> const kernel{{0.5f, 0.1f, 0.f}, {0.f, 0.4f, 0.2f}, {0.3f, 0.f, 0.6f}};
  // [gradient]
  auto const [value, gradients] = tn::value_and_grad(loss)(xs, kernel);
  tn::Tensor<float, 3, 3> const slope = std::get<1>(gradients);
  // [end]
  tn::Tensor<float, 3, 3> above = kernel, below = kernel;
  above(1, 2) += 1e-2f, below(1, 2) -= 1e-2f;
  constexpr auto run = tn::function(loss);
  float const measured = (run(xs, above).item() - run(xs, below).item()) / 2e-2f;
  check(std::fabs(slope(1, 2) - measured) < 1e-3f, "gradient");
  std::printf("the loss is %.4f, its derivative to an element of the kernel %.4f\n", static_cast<double>(value.item()),
              static_cast<double>(slope(1, 2)));
}

void sets_of_integers() {
  // [sets]
  tn::Tensor<int, 2, 4> const a{{2, 3, 5, 7}, {7, 9, 0, 0}};  // a set for each row
  tn::Tensor<int, 2, 3> const b{{4, 5, 6}, {9, 10, 0}};
  auto const all = tn::sets::set_union(a, b);      // tn::Sets<int, 2, 7>: room for every case
  auto const both = tn::sets::intersection(a, b);  // tn::Sets<int, 2, 3>
  auto const rest = tn::sets::difference(a, b);    // tn::Sets<int, 2, 4>
  tn::Tensor<int, 2, 7> const dense = tn::sets::to_dense(all, -1);
  tn::Tensor<int, 2> const sizes = tn::sets::size(a);  // 4 and 3: 0 is an element, once
  bool const has_nine = all.contains(1, 9);            // in row 1
  // [end]
  check(dense(0, 5) == 7 && dense(0, 6) == -1 && dense(1, 0) == 0 && both.sizes(1) == 2 && rest.values(1, 0) == 7, "sets");
  check(sizes(1) == 3 && has_nine, "sizes");

  // [width]
  auto const narrow = tn::sets::try_set_union<5>(a, b);  // room for five
  std::string const why(narrow.message());
  // [end]
  check(why == "row 0 of the result has 6 elements, and its capacity is 5", "width");

  // [padded]
  tn::Tensor<int, 2, 3> const padded{{4, 4, -1}, {-1, -1, -1}};
  tn::Sets<int, 2, 3> const some = tn::sets::from_dense(padded, -1);  // -1 is no element: one, and none
  tn::SparseTensor<int, tn::Shape<2, 3>, 6> const sparse = tn::sets::to_sparse(tn::sets::intersection(some, b));
  // [end]
  check(some.sizes(0) == 1 && some.sizes(1) == 0 && sparse.nnz() == 1 && sparse.values(0) == 4, "padded");
}

}  // namespace

int main() {
  arrays();
  loops();
  sets_of_integers();
}
