/* Signals become a flag that is looked at, and a byte in a pipe that wakes who waits. */
#pragma once

/* INT, TERM, HUP and QUIT end the program, as they would, and take with them what it has half written. */
void signals_leave(void);
/* Catch INT, TERM and HUP. The second one ends the program at once, with exit code 128 + its number. */
void signals_catch(void);
/* A worker's: TERM alone, any number of them; INT and HUP are for the process that started it. */
void signals_catch_stop(void);

/* TERM ends the process at once, until signals_catch_stop: what it does can be interrupted anywhere. */
void signals_let_stop(void);

/* The signal that came, or 0; and a descriptor that is readable once one has, -1 where there is none. */
int signals_caught(void);
int signals_wake(void);
