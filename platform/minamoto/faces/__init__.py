"""Faces: what customers (mypage), staff (console) and partners (partners) see over HTTP."""
