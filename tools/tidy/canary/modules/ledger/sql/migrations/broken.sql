create tabel ledger.account ();
