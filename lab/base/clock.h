/* Two clocks, in seconds from some beginning: only differences mean something. Nothing that is measured
 * depends on either. */
#pragma once

/* Time that passes; it never goes back, whatever the calendar does. */
double clock_elapsed(void);
/* The time that processors gave this process, all its threads together: what work costs, however busy the
 * machine is. */
double clock_processor(void);
