DETACH before;
