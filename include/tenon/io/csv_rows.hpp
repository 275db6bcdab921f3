// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/dataset/sources.hpp>
#include <tenon/io/csv.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

/// The rows of a CSV file as a data set, which may be larger than memory.
namespace tenon::io {

/// Columns of a CSV file that are one component of an element, as many as it has values.   -> Tensor<T, D...>
template <class T, std::size_t... D>
struct CsvFields {
  std::vector<Column> columns;
};

}  // namespace tenon::io

namespace tenon::diagnose {
template <class F>
inline constexpr bool is_csv_fields = false;
template <class T, std::size_t... D>
inline constexpr bool is_csv_fields<io::CsvFields<T, D...>> = true;
}  // namespace tenon::diagnose

namespace tenon::io {
namespace detail {

/// A CSV file as one text after the other, each of whole rows behind the first row of the file.
template <class Text>
class CsvBlocks {
 public:
  CsvBlocks(Text path, CsvOptions const& options, std::size_t bytes)
      : path_(std::move(path)), bytes_(bytes), quote_(options.quote) {
    rewind();
  }
  void rewind() {
    errno = 0;
    file_.reset(std::fopen(path_.c_str(), "rb"));
    if (file_ == nullptr) refuse({path_, ": cannot open the file: ", std::generic_category().message(errno)});
    rest_.clear();
    first_.clear();
    seen_ = lines_ = lines_seen_ = 0;
    in_quotes_ = at_end_ = false;
    while (first_.empty() && take_rows(1)) first_ = std::move(rows_);
    lines_ = 0;  // the text has those of the first row
  }
  Text const& path() const { return path_; }
  Text const& first_row() const { return first_; }
  /// Reads the next rows; false where there are no more.
  bool next() {
    part_ = {first_.size(), lines_};
    return take_rows(bytes_);
  }
  /// The first row of the file and those that were read, and where they stand.
  Text text() const { return first_ + rows_; }
  CsvPart part() const { return part_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  /// Moves whole rows, one at least and `least` bytes if there are so many, from the file to `rows_`. Blank lines go with what is
  /// behind them: only at the end of the file they mean nothing.
  bool take_rows(std::size_t least) {
    std::size_t cut = 0, lines_at_cut = 0;
    for (;;) {
      std::size_t begin = cut;
      for (; cut < least && seen_ < rest_.size(); ++seen_) {
        char const c = rest_[seen_];
        if (c == quote_ && quote_ != '\0') in_quotes_ = !in_quotes_;
        if (c != '\n' && c != '\r') continue;
        if (c == '\r' && seen_ + 1 == rest_.size() && !at_end_) break;  // perhaps of a "\r\n"
        if (c == '\r' && seen_ + 1 < rest_.size() && rest_[seen_ + 1] == '\n') continue;
        ++lines_seen_;
        if (in_quotes_) continue;
        bool const blank = std::string_view(rest_).substr(begin, seen_ - begin).find_first_not_of(" \t\r\n") == Text::npos;
        if (blank) continue;
        begin = cut = seen_ + 1;
        lines_at_cut = lines_seen_;
      }
      if (cut >= least || at_end_) break;
      read();
    }
    if (at_end_ && cut < least) {
      cut = rest_.size();
      lines_at_cut = lines_seen_;
    }
    rows_ = rest_.substr(0, cut);
    rest_.erase(0, cut);
    seen_ -= cut;
    lines_ += lines_at_cut;
    lines_seen_ -= lines_at_cut;
    return cut != 0;
  }
  void read() {
    std::size_t const there = rest_.size(), wanted = bytes_ < 4096 ? bytes_ : bytes_ / 4;
    rest_.resize(there + wanted);
    std::size_t const found = std::fread(rest_.data() + there, 1, wanted, file_.get());
    rest_.resize(there + found);
    if (std::ferror(file_.get()) != 0) refuse({path_, ": cannot read the file: ", std::generic_category().message(errno)});
    at_end_ = found < wanted;
  }

  Text path_;
  std::size_t bytes_;
  char quote_;
  std::unique_ptr<std::FILE, Close> file_;
  Text first_, rows_, rest_;                           // `rest_` was read, but is not of the rows yet
  std::size_t seen_ = 0, lines_ = 0, lines_seen_ = 0;  // bytes and lines of `rest_` that were looked at; lines before it
  bool in_quotes_ = false, at_end_ = false;
  CsvPart part_{};
};

template <class Text, class... Fields>
class CsvRowSource;
template <class Text, class... F>
class CsvRowSource {
  template <class>
  struct Facts;
  template <class T, std::size_t... D>
  struct Facts<CsvFields<T, D...>> {
    using rows = data::Rows<T, D...>;
    static rows read(BasicCsvTable<Text> const& table, CsvFields<T, D...> const& fields) {
      return table.template rows<T, D...>(std::span<Column const>(fields.columns));
    }
  };
  using Source = data::detail::RowsSource<typename Facts<F>::rows...>;

 public:
  using element = typename Source::element;
  CsvRowSource(Text path, CsvOptions const& options, std::size_t bytes, F... fields)
      : blocks_(std::make_unique<CsvBlocks<Text>>(std::move(path), options, bytes)), options_(options),
        fields_(std::move(fields)...) {
    parse(blocks_->first_row(), {});  // that all columns are there is known before the first element is asked for
    restart(0);
  }
  void restart(std::uint64_t) {
    if (begun_) blocks_->rewind();
    begun_ = false;
    rows_ = options_.header ? Source() : parse(blocks_->first_row(), {});
  }
  static constexpr std::size_t size() { return data::unknown; }
  bool next(element& out) {
    while (!rows_.next(out)) {
      begun_ = true;
      if (!blocks_->next()) return false;
      rows_ = parse(blocks_->text(), blocks_->part());
      if (!options_.header) rows_.skip(1);
    }
    return true;
  }

 private:
  Source parse(Text text, CsvPart part) const {
    BasicCsvTable<Text> const table(blocks_->path(), std::move(text), options_, part);
    return std::apply([&](F const&... fields) { return Source{Facts<F>::read(table, fields)...}; }, fields_);
  }
  std::unique_ptr<CsvBlocks<Text>> blocks_;
  CsvOptions options_;
  std::tuple<F...> fields_;
  Source rows_{};
  bool begun_ = false;
};

}  // namespace detail

/// Row after row of a CSV file of any size, a component for each list of columns:
///
///   auto set = io::csv_rows("housing.csv", {}, io::CsvFields<float, 2>{{"MedInc", "HouseAge"}}, io::CsvFields<float,
///   1>{{"medv"}})
///              | data::batch<32>();      // (Tensor<float, 32, 2>, Tensor<float, 32, 1>)
///
/// About a megabyte of it is in memory at a time, and parsed at a time; between that nothing is allocated. Throws Error, with the
/// words and the line of read_csv: here where the file cannot be opened or has no such columns, and where an element is asked for
/// that is bad or behind which the table breaks off.   -> Tensor<T, D...>, or a tuple of such
template <FileName Path, class... Fields>
auto csv_rows(Path const& path, CsvOptions const& options, Fields... fields) {
  constexpr bool ok = sizeof...(Fields) > 0 && (diagnose::is_csv_fields<Fields> && ...);
  static_assert(sizeof...(Fields) > 0 && (diagnose::is_csv_fields<Fields> && ...),
                "csv_rows: behind the options stand lists of columns: io::CsvFields<float, 2>{{\"a\", \"b\"}}");
  if constexpr (ok)
    return data::Dataset(detail::CsvRowSource<std::string, Fields...>(path, options, std::size_t{1} << 20, std::move(fields)...));
  else
    return data::Dataset(data::detail::NoStage<int>{});
}

}  // namespace tenon::io
