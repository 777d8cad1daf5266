// Keeps what is shown up to date without loading the page anew, in words that old phones know.
// A page that cannot be reached stays, and says that it is old.
(function () {
  'use strict';
  var timer;
  var board = / board /.test(' ' + document.body.className + ' ');

  function lost() {
    var note = document.querySelector('[data-lost]');
    if (note) note.textContent = note.getAttribute('data-lost');
  }

  function ask(address) {
    var request = new XMLHttpRequest();
    request.open('GET', address);
    request.responseType = 'document';
    request.timeout = 10000;
    request.onload = function () {
      var page = request.response;
      var fresh = page && page.getElementById('told');
      if (request.status !== 200 || !fresh) return failed();
      var old = document.getElementById('told');
      // What somebody is reading is not moved under their eyes.
      if (board || old.innerHTML !== fresh.innerHTML) {
        document.body.className = page.body.className;
        document.body.setAttribute('data-next', page.body.getAttribute('data-next'));
        old.parentNode.replaceChild(document.importNode(fresh, true), old);
      }
      again();
    };
    request.onerror = request.ontimeout = failed;
    request.send();
  }

  function failed() {
    lost();
    again();
  }

  function again() {
    clearTimeout(timer);
    var seconds = Number(document.body.getAttribute('data-after')) || 60;
    timer = setTimeout(function () {
      ask(document.body.getAttribute('data-next'));
    }, seconds * 1000);
  }

  again();
  if (!window.EventSource) return;
  var source = new EventSource('/notices/events');
  source.addEventListener('changed', function () {
    // The board begins again in front, where the urgent are.
    ask(board ? document.body.getAttribute('data-next').replace(/&p=\d+/, '&p=1') : location.href);
  });
})();
