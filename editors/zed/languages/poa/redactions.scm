; Who shares the screen need not show whose orders these are.
(order_id) @redact
