"""The desk: pages in a browser on which drafts are checked. Every action works as a plain form."""
