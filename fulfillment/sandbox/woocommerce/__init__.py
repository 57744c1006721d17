"""A WooCommerce 10.5 store: REST v3, its webhooks, and the habits that were measured on a real one.

Times without a zone are the site's own, pages shift while they are read, a failed message is never sent again, and
some changes leave no trace at all.
"""
