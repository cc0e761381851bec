"use strict";
(function () {
  var root = document.documentElement;
  root.classList.add("js");

  function rowsOf(body) { return Array.prototype.slice.call(body.rows); }

  // Sorting: a button in each column header; what a cell sorts by is its data-key, else its text.
  function keyOf(row, column) {
    var cell = row.cells[column];
    return cell.dataset.key !== undefined ? cell.dataset.key : cell.textContent;
  }
  var order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  document.querySelectorAll("table[data-sortable]").forEach(function (table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      if (head.dataset.fixed !== undefined) { return; }
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var downwards = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) {
          if (other.hasAttribute("aria-sort")) { other.setAttribute("aria-sort", "none"); }
        });
        head.setAttribute("aria-sort", downwards ? "descending" : "ascending");
        var body = table.tBodies[0];
        var keyed = rowsOf(body).map(function (row) { return [keyOf(row, column), row]; });
        keyed.sort(function (one, other) { return order.compare(one[0], other[0]) * (downwards ? -1 : 1); });
        keyed.forEach(function (pair) { body.appendChild(pair[1]); });
      });
    });
  });

  // Filters: every word must be in the row, and its state be one of those that are pressed, if any is.
  function filter(body) {
    var input = document.querySelector('[data-filters="' + body.id + '"]');
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    var pressed = Array.prototype.slice.call(input.closest(".controls").querySelectorAll('[aria-pressed="true"]'));
    var states = pressed.map(function (chip) { return chip.dataset.state; });
    var shown = 0;
    var all = rowsOf(body);
    all.forEach(function (row) {
      if (row.words === undefined) { row.words = row.textContent.toLowerCase(); }
      var fits = (!states.length || states.indexOf(row.dataset.state) >= 0) &&
        words.every(function (word) { return row.words.indexOf(word) >= 0; });
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    var said = document.querySelector('[data-shown="' + body.id + '"]');
    said.textContent = shown === all.length ? "" : shown + " of " + all.length + " shown";
  }
  document.querySelectorAll("[data-filters]").forEach(function (input) {
    var body = document.getElementById(input.dataset.filters);
    input.addEventListener("input", function () { filter(body); });
    input.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && input.value) {
        event.preventDefault();
        input.value = "";
        filter(body);
      }
    });
    input.closest(".controls").querySelectorAll("[aria-pressed]").forEach(function (chip) {
      chip.addEventListener("click", function () {
        chip.setAttribute("aria-pressed", chip.getAttribute("aria-pressed") === "true" ? "false" : "true");
        filter(body);
      });
    });
  });
}());
